using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Api;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Checks what no attribute can say.</summary>
internal sealed class HiveOptionsValidator : IValidateOptions<HiveOptions>
{
    public ValidateOptionsResult Validate(string? name, HiveOptions options)
    {
        var failures = new List<string>();
        if (!string.IsNullOrWhiteSpace(options.ApiKey) && ApiKeys.Split(options.ApiKey).Length == 0)
        {
            failures.Add("Hive:ApiKey holds nothing but separators: set it to the key that the Hive Backend sends as its bearer token.");
        }

        if (!string.IsNullOrWhiteSpace(options.WebhookSecret) && WebhookSigner.ParseSecrets(options.WebhookSecret, out var error) is null)
        {
            failures.Add(error!);
        }

        if (Uri.TryCreate(options.BaseAddress, UriKind.Absolute, out var address) && address is not { UserInfo: "", Query: "", Fragment: "" })
        {
            failures.Add("Hive:BaseAddress must have no user, password, query or fragment: deliveries are posted to its path with /device-events behind it, and are signed.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
