using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Mosaic.Settings;

/// <summary>Checks what the options' attributes declare, and what the options check themselves.</summary>
internal sealed class SettingsValidator<TOptions>(SettingsSection section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        string[] failures =
        [
            .. section.Check(options),
            .. (options as IValidatableObject)?.Validate(new ValidationContext(options)).Select(result => result.ErrorMessage!) ?? [],
        ];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
