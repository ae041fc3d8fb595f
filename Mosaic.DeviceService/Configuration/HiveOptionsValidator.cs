using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Authentication;
using Mosaic.DeviceService.Deliver;

namespace Mosaic.DeviceService.Configuration;

internal sealed class HiveOptionsValidator : IValidateOptions<HiveOptions>
{
    public ValidateOptionsResult Validate(string? name, HiveOptions options)
    {
        var failures = new List<string>();
        if (!Uri.TryCreate(options.BaseAddress, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            failures.Add("Hive:BaseAddress is not an absolute http or https address.");
        if (ApiKeys.Split(options.ApiKey).Length == 0)
            failures.Add("Hive:ApiKey is empty: set it to the key that the Hive Backend sends as its bearer token.");
        if (WebhookSecrets.Parse(options.WebhookSecret, out var error) is null) failures.Add(error!);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
