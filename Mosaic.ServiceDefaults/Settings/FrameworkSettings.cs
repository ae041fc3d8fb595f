using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Mosaic.ServiceDefaults.Settings;

/// <summary>
/// Checks keys of the configuration that frameworks read: a bad value of these they would ignore, or refuse without the key. Empty text is as absent.
/// </summary>
public static class FrameworkSettings
{
    // The section of Aspire.RabbitMQ.Client, for all connections or for one by its name.
    private const string RabbitMQ = "Aspire:RabbitMQ:Client:([^:]+:)?";

    private static readonly Rule[] Rules =
    [
        new("^Logging:([^:]+:)?LogLevel:[^:]+$", IsNameOf<LogLevel>, NamesOf<LogLevel>()),
        new("^Logging:Console:FormatterName$", value => value is ConsoleFormatterNames.Simple or ConsoleFormatterNames.Json, "simple or json"),
        new("^Logging:Console:FormatterOptions:(IncludeScopes|UseUtcTimestamp)$", value => bool.TryParse(value, out _), "true or false"),
        new("^Logging:Console:MaxQueueLength$", value => IsWhole(value, 1), "1 and more messages"),
        new("^OTEL_EXPORTER_OTLP_([A-Z]+_)?ENDPOINT$", IsHttp, "an absolute http or https address"),
        new("^OTEL_EXPORTER_OTLP_([A-Z]+_)?PROTOCOL$", value => value is "grpc" or "http/protobuf", "grpc or http/protobuf"),
        new("^OTEL_EXPORTER_OTLP_([A-Z]+_)?TIMEOUT$", value => IsWhole(value, 1), "1 and more milliseconds"),
        new("^OTEL_EXPORTER_OTLP_([A-Z]+_)?HEADERS$", AreHeaders, "NAME=VALUE, several separated by commas", IsSecret: true),
        new("^OTEL_TRACES_SAMPLER$", value => Regex.IsMatch(value, "^(parentbased_)?(always_on|always_off|traceidratio)$"),
            "always_on, always_off or traceidratio, with or without parentbased_ before it"),
        new("^OTEL_TRACES_SAMPLER_ARG$", IsShare, "a number from 0 to 1"),
        new("^shutdownTimeoutSeconds$", value => IsWhole(value, 0), "0 and more seconds", Prefix: "DOTNET_"),
        new("^services:[^:]+:[^:]+:[0-9]+$", IsHost, "an absolute address, or HOST:PORT"),
        new("^AllowedHosts$", value => value.Split(';').All(IsAllowedHost), "HOST, *.DOMAIN or *, several separated by ';', without scheme, port or path"),
        new("^Kestrel:(.+:)?Protocols$", IsNameOf<HttpProtocols>, NamesOf<HttpProtocols>()),
        new("^Kestrel:(.+:)?ClientCertificateMode$", IsNameOf<ClientCertificateMode>, NamesOf<ClientCertificateMode>()),
        new("^Kestrel:(?!Endpoints:|EndpointDefaults:|Certificates:)", _ => false, "left out, as Kestrel reads no more than Endpoints, EndpointDefaults and Certificates"),
        new($"^{RabbitMQ}MaxConnectRetryCount$", value => IsWhole(value, 0), "0 and more tries"),
        new($"^{RabbitMQ}ConnectionFactory:(RequestedConnectionTimeout|(Handshake)?ContinuationTimeout)$", value => IsTime(value, TimeSpan.FromMilliseconds(1)),
            "00:00:00.001 to 24.00:00:00, written [d.]hh:mm:ss"),
        new($"^{RabbitMQ}ConnectionFactory:(Socket(Read|Write)Timeout|NetworkRecoveryInterval|RequestedHeartbeat)$", value => IsTime(value, TimeSpan.Zero),
            "00:00:00 to 24.00:00:00, written [d.]hh:mm:ss"),
    ];

    /// <summary>Checks them now, before a host is built that reads them.</summary>
    /// <exception cref="OptionsValidationException">There are bad values; it names each with its key and environment variable.</exception>
    public static void Check(IConfiguration configuration) => SettingsRefusal.ThrowIfAny(
        from entry in configuration.AsEnumerable()
        where !string.IsNullOrEmpty(entry.Value)
        from rule in Rules
        where rule.Covers(entry.Key) && !rule.IsGood(entry.Value)
        select rule.Refuse(entry.Key, entry.Value));

    private static bool IsNameOf<T>(string value)
        where T : struct, Enum => Enum.TryParse<T>(value, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed);

    private static string NamesOf<T>()
        where T : struct, Enum => string.Join(" or ", Enum.GetNames<T>());

    private static bool IsWhole(string value, int least) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least;

    private static bool IsShare(string value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1;

    private static bool IsHttp(string value) => Uri.TryCreate(value, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    private static bool IsHost(string value) => Uri.TryCreate(value.Contains("://", StringComparison.Ordinal) ? value : $"tcp://{value}", UriKind.Absolute, out var address) && address.Host.Length > 0;

    // An address of IPv6 stands in brackets in the header that it is compared with.
    private static bool IsAllowedHost(string value) => value == "*"
        || (Uri.CheckHostName(value.StartsWith("*.", StringComparison.Ordinal) ? value[2..] : value) is not UriHostNameType.Unknown and var type
            && (type != UriHostNameType.IPv6 || value.StartsWith('[')));

    // Sockets and timers count milliseconds in 32 bits, which are 24 days.
    private static bool IsTime(string value, TimeSpan least) =>
        TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time) && time >= least && time <= TimeSpan.FromDays(24);

    private static bool AreHeaders(string value) => value.Split(',').All(header => header.IndexOf('=', StringComparison.Ordinal) > 0);

    private sealed record Rule(string Pattern, Func<string, bool> IsGood, string Range, string Prefix = "", bool IsSecret = false)
    {
        public bool Covers(string key) => Regex.IsMatch(key, Pattern, RegexOptions.IgnoreCase);

        public string Refuse(string key, string value) => SettingsRefusal.Of(key, IsSecret ? null : value, Range, Prefix + SettingsRefusal.VariableOf(key));
    }
}
