using Microsoft.Extensions.Options;
using Mosaic.HiveBackendStub.Deliveries;

namespace Mosaic.HiveBackendStub.Configuration;

internal sealed class HiveOptionsValidator : IValidateOptions<HiveOptions>
{
    public ValidateOptionsResult Validate(string? name, HiveOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.ApiKey))
            failures.Add("Hive:ApiKey is empty: set it to the key the Device Service accepts.");
        else if (options.ApiKey.AsSpan().ContainsAnyExceptInRange('!', '~'))
            failures.Add("Hive:ApiKey may only hold printable ASCII characters without spaces: it is sent in a header.");
        if (WebhookSecrets.Parse(options.WebhookSecret, out var error) is null) failures.Add(error!);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
