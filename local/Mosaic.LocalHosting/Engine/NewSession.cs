namespace Mosaic.LocalHosting.Engine;

/// <summary>
/// Starts a program in a session of its own, so that Ctrl-C at the terminal reaches the AppHost alone, which then stops
/// everything in order, and so that the program and its children can be killed as one group.
/// </summary>
internal static class NewSession
{
    private static readonly string? Setsid = Executables.Find("setsid");

    public static bool IsAvailable => Setsid is not null;

    public static (string File, IReadOnlyList<string> Arguments) Of(string file, IReadOnlyList<string> arguments) =>
        Setsid is null ? (file, arguments) : (Setsid, [file, .. arguments]);
}
