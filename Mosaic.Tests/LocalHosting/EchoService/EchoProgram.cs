namespace EchoService;

/// <summary>Named so that the tests find its assembly.</summary>
public static class EchoProgram
{
    /// <summary>The built service.</summary>
    public static string AssemblyPath => typeof(EchoProgram).Assembly.Location;
}
