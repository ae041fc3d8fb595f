namespace Aspire.Hosting.ApplicationModel;

/// <summary>Names of a snapshot's properties, as Aspire writes them.</summary>
internal static class KnownProperties
{
    internal static class Executable
    {
        public const string Path = "executable.path";
        public const string Pid = "executable.pid";
        public const string WorkDir = "executable.workDir";
        public const string Args = "executable.args";
    }

    internal static class Project
    {
        public const string Path = "project.path";
    }
}
