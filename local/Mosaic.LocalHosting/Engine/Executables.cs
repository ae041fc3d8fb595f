namespace Mosaic.LocalHosting.Engine;

/// <summary>Finds programs.</summary>
internal static class Executables
{
    /// <summary>The path of a program on PATH, or of the path itself; null if there is none.</summary>
    public static string? Find(string command)
    {
        if (Path.IsPathRooted(command))
            return File.Exists(command) ? command : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(f => Path.Combine(f, command)).FirstOrDefault(File.Exists);
    }

    /// <summary>The dotnet that runs this program.</summary>
    public static string Dotnet()
    {
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
            Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : null,
            Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root ? Path.Combine(root, "dotnet") : null,
        ];
        return candidates.FirstOrDefault(File.Exists) ?? Find("dotnet") ?? "dotnet";
    }
}
