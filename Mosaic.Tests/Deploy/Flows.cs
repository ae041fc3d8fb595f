using k8s.Models;

namespace Mosaic.Tests.Deploy;

/// <summary>What a set of NetworkPolicies lets through, as Kubernetes reads them.</summary>
internal sealed class Flows(IReadOnlyList<V1NetworkPolicy> policies)
{
    /// <summary>True when the sender may send and the receiver may receive.</summary>
    internal bool Allow(Peer from, Peer to, int port) => MaySend(from, to, port) && MayReceive(from, to, port);

    private bool MaySend(Peer from, Peer to, int port) =>
        Permits(from, "Egress", policy => (policy.Spec.Egress ?? []).Any(rule => Matches(rule.To, to) && Matches(rule.Ports, port)));

    private bool MayReceive(Peer from, Peer to, int port) =>
        Permits(to, "Ingress", policy => (policy.Spec.Ingress ?? []).Any(rule => Matches(rule.FromProperty, from) && Matches(rule.Ports, port)));

    // A pod that no policy of a direction selects is free in that direction; else one of them must allow it.
    private bool Permits(Peer pod, string direction, Func<V1NetworkPolicy, bool> allows)
    {
        var about = policies.Where(policy =>
            pod.Namespace == "mosaic" && policy.Spec.PolicyTypes.Contains(direction) && Matches(policy.Spec.PodSelector, pod.Labels)).ToList();
        return about.Count == 0 || about.Any(allows);
    }

    private static bool Matches(IList<V1NetworkPolicyPeer>? peers, Peer peer) =>
        peers is null || peers.Any(rule => rule.IpBlock is not null
            ? peer.Namespace.Length == 0
            : peer.Namespace.Length > 0
                && (rule.NamespaceSelector is null ? peer.Namespace == "mosaic" : Matches(rule.NamespaceSelector, peer.NamespaceLabels))
                && (rule.PodSelector is null || Matches(rule.PodSelector, peer.Labels)));

    private static bool Matches(IList<V1NetworkPolicyPort>? ports, int port) =>
        ports is null || ports.Any(rule => int.Parse(rule.Port.Value, null) is var first && port >= first && port <= (rule.EndPort ?? first));

    private static bool Matches(V1LabelSelector selector, IReadOnlyDictionary<string, string> labels) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(label => labels.GetValueOrDefault(label.Key) == label.Value)
        && (selector.MatchExpressions ?? []).All(expression =>
            expression.OperatorProperty == "In" && labels.TryGetValue(expression.Key, out var value) && expression.Values.Contains(value));
}
