using System.Text.Json;
using Aspire.Hosting;
using Microsoft.Extensions.Options;
using Mosaic.LocalHosting.Engine;
using Mosaic.Settings;

namespace Mosaic.LocalHosting.Parameters;

/// <summary>Generated values that must be the same in the next run, in a file that only this user reads.</summary>
internal sealed class SecretStore(RunFolders folders)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _fresh = [];

    public static SecretStore Of(IDistributedApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSettings<LocalHostingOptions>(LocalHostingOptions.Section);
        return new SecretStore(new RunFolders(builder, Options.Create(options)));
    }

    /// <summary>The value that was kept, or a new one, kept from now on.</summary>
    /// <exception cref="DistributedApplicationException">The file is damaged.</exception>
    public string GetOrAdd(string name, Func<string> generate)
    {
        lock (_lock)
        {
            var secrets = folders.IsFresh ? _fresh : Read();
            if (secrets.TryGetValue(name, out var known))
                return known;
            var value = secrets[name] = generate();
            if (!folders.IsFresh)
                Write(secrets);
            return value;
        }
    }

    private string FilePath() => Path.Combine(folders.CreateData("secrets"), "parameters.json");

    private Dictionary<string, string> Read()
    {
        var file = FilePath();
        if (!File.Exists(file))
            return [];
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file)) ?? [];
        }
        catch (JsonException e)
        {
            throw new DistributedApplicationException($"The generated secrets in {file} cannot be read: repair or delete the file.", e);
        }
    }

    private void Write(Dictionary<string, string> secrets)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = FilePath();
        // Written beside and moved over, so that no crash leaves half a file.
        using (var stream = new FileStream(file + ".new", options))
            JsonSerializer.Serialize(stream, secrets, Indented);
        File.Move(file + ".new", file, overwrite: true);
    }
}
