using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mosaic.ServiceDefaults.Settings;

/// <summary>Adds options whose bad values are refused by name when the program starts.</summary>
public static class SettingsExtensions
{
    /// <summary>
    /// Adds the options of a section. The start ends with an <see cref="OptionsValidationException"/> that gives key,
    /// value and range when a value is not what its attributes say, or when the section has a key that the options do not.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="section">The section's key.</param>
    /// <param name="isShared">Others read keys of it as well: what the options do not know is theirs.</param>
    public static IServiceCollection AddSettings<TOptions>(this IServiceCollection services, string section, bool isShared = false)
        where TOptions : class
    {
        var settings = new SettingsSection(section, typeof(TOptions), isShared);
        var reader = new Reader<TOptions>(settings);
        services.AddSingleton(settings);
        services.AddSingleton<IValidateOptions<TOptions>>(reader);
        services.AddOptionsWithValidateOnStart<TOptions>().Configure<IConfiguration>(reader.Read);
        return services;
    }

    /// <summary>Reads a section. What is wrong with it is kept for the validation, which all validators of the options take part in.</summary>
    private sealed class Reader<TOptions>(SettingsSection section) : IValidateOptions<TOptions>
        where TOptions : class
    {
        private IEnumerable<string> _failures = [];

        public void Read(TOptions options, IConfiguration configuration) => _failures = section.Bind(configuration, options);

        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            var ownChecks = (options as IValidatableObject)?.Validate(new ValidationContext(options)) ?? [];
            string[] failures = [.. _failures, .. ownChecks.Select(result => result.ErrorMessage!)];
            return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
        }
    }
}
