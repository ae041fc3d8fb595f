using System.Net;
using Microsoft.Extensions.Options;

namespace Mosaic.Dashboard.Otlp;

/// <summary>What must hold beyond single values: telemetry of a network is not taken in without a key.</summary>
internal sealed class OtlpOptionsValidator : IValidateOptions<OtlpOptions>
{
    public ValidateOptionsResult Validate(string? name, OtlpOptions options)
    {
        var failures = new List<string>();
        if (options.EffectiveAuthMode == OtlpAuthMode.ApiKey && string.IsNullOrEmpty(options.PrimaryApiKey))
        {
            failures.Add($"{OtlpOptions.Section}:{nameof(OtlpOptions.PrimaryApiKey)} must be given when {nameof(OtlpOptions.AuthMode)} is {OtlpAuthMode.ApiKey}.");
        }

        Check(options, options.GrpcEndpointUrl, OtlpOptions.GrpcEndpointVariable, failures);
        Check(options, options.HttpEndpointUrl, OtlpOptions.HttpEndpointVariable, failures);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Check(OtlpOptions options, string url, string variable, List<string> failures)
    {
        // What is no address at all is found without us.
        var isAddress = url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (isAddress && options.EffectiveAuthMode == OtlpAuthMode.Unsecured && !IsThisMachine(BindingAddress.Parse(url).Host))
        {
            failures.Add($"{variable} is '{url}', which other machines reach: give an API key "
                + $"({OtlpOptions.Section}:{nameof(OtlpOptions.PrimaryApiKey)}) or listen on localhost.");
        }
    }

    /// <summary>Kestrel takes a host that is neither localhost nor an address for all addresses of the machine.</summary>
    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
