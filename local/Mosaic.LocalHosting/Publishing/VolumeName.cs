using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Publishing;

/// <summary>Names volumes as Aspire names them in what it publishes, so that a deployment finds its data whoever published it.</summary>
internal static class VolumeName
{
    private const int HashLength = 10;

    /// <summary><c>{application}-{ten hex digits of its SHA-256}-{resource}-{suffix}</c>: the same from every folder of every machine.</summary>
    public static string Of(IDistributedApplicationBuilder builder, IResource resource, string suffix)
    {
        var application = builder.Environment.ApplicationName;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(application)))[..HashLength];
        return $"{Allowed(application)}-{hash}-{resource.Name}-{suffix}";
    }

    // What container runtimes take: a letter or digit first, then these.
    private static string Allowed(string name) => string.Concat(name.ToLowerInvariant().Select(
        (c, i) => char.IsAsciiLetterOrDigit(c) || (i > 0 && c is '_' or '.' or '-') ? c : '_'));
}
