using System.Globalization;

namespace Mosaic.LocalHosting.Engine;

/// <summary>Finds this user's processes by their environment, where /proc tells it.</summary>
internal static class RunningProcesses
{
    public static IReadOnlyList<int> With(string variable, string value)
    {
        var entry = $"{variable}={value}";
        var found = new List<int>();
        if (!Directory.Exists("/proc/self"))
            return found;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Environ(folder).Contains(entry))
                found.Add(pid);
        return found;
    }

    private static string[] Environ(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "environ")).Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's, or gone in the meantime.
            return [];
        }
    }
}
