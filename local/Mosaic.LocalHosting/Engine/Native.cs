using System.Runtime.InteropServices;

namespace Mosaic.LocalHosting.Engine;

/// <summary>What .NET has no call for.</summary>
internal static partial class Native
{
    public const int SigTerm = 15;
    public const int SigKill = 9;

    /// <summary>Asks a process to end. One that is gone already is no error.</summary>
    public static void Terminate(int pid) => Send(pid, SigTerm);

    /// <summary>Ends a process group at once. One that is gone already is no error.</summary>
    public static void KillGroup(int group) => Send(-group, SigKill);

    public static int ParentId() => OperatingSystem.IsWindows() ? 0 : GetParentProcessId();

    public static bool IsRoot() => !OperatingSystem.IsWindows() && GetEffectiveUserId() == 0;

    // The only error that can come of these is that the process is gone, or another user's, where there is nothing to do.
    private static void Send(int pid, int signal) => _ = Kill(pid, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetParentProcessId();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUserId();
}
