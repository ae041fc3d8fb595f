using Microsoft.Extensions.Options;
using Mosaic.HiveBackendStub.Deliveries;

namespace Mosaic.HiveBackendStub.Configuration;

internal sealed class HiveOptionsValidator : IValidateOptions<HiveOptions>
{
    public ValidateOptionsResult Validate(string? name, HiveOptions options)
    {
        // That it is empty is found without us.
        if (string.IsNullOrWhiteSpace(options.WebhookSecret)) return ValidateOptionsResult.Success;
        return WebhookSecrets.Parse(options.WebhookSecret, out var error) is null ? ValidateOptionsResult.Fail(error!) : ValidateOptionsResult.Success;
    }
}
