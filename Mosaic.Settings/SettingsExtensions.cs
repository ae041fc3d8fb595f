using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Mosaic.Settings;

/// <summary>Adds options whose bad values are refused by name when the program starts.</summary>
public static class SettingsExtensions
{
    /// <summary>
    /// Adds the options of a section. The start ends with an <see cref="OptionsValidationException"/> that gives key,
    /// value and range when a value is not what its attributes say, or when the section has a key that the options do not.
    /// </summary>
    public static IServiceCollection AddSettings<TOptions>(this IServiceCollection services, string section)
        where TOptions : class => services.Add<TOptions>(section, isShared: false);

    /// <summary>The same for a section that others read keys of as well: what the options do not know is theirs.</summary>
    public static IServiceCollection AddSharedSettings<TOptions>(this IServiceCollection services, string section)
        where TOptions : class => services.Add<TOptions>(section, isShared: true);

    /// <summary>Checks all settings now: the host itself would, when it starts, and write the refusal with a stack trace into its log.</summary>
    /// <exception cref="OptionsValidationException">One section has settings that are refused; see <see cref="SettingsRefusal"/>.</exception>
    /// <exception cref="AggregateException">Several have.</exception>
    public static void CheckSettings(this IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        host.Services.GetService<IStartupValidator>()?.Validate();
    }

    /// <summary>Reads a section before there is a host; only unknown keys are left for it to refuse.</summary>
    /// <exception cref="OptionsValidationException">A value is not what the attributes say.</exception>
    public static TOptions GetSettings<TOptions>(this IConfiguration configuration, string section)
        where TOptions : class, new()
    {
        var shared = new SettingsSection(section, typeof(TOptions), isShared: true);
        var options = new TOptions();
        new SettingsBinder<TOptions>(configuration, shared).Configure(options);
        var result = new SettingsValidator<TOptions>(shared).Validate(Options.DefaultName, options);
        return result.Failed ? throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), result.Failures) : options;
    }

    private static IServiceCollection Add<TOptions>(this IServiceCollection services, string name, bool isShared)
        where TOptions : class
    {
        var section = new SettingsSection(name, typeof(TOptions), isShared);
        services.AddOptions<TOptions>().ValidateOnStart();
        services.AddSingleton(section);
        services.AddSingleton<IConfigureOptions<TOptions>>(
            provider => new SettingsBinder<TOptions>(provider.GetRequiredService<IConfiguration>(), section));
        services.AddSingleton<IValidateOptions<TOptions>>(new SettingsValidator<TOptions>(section));
        return services;
    }
}
