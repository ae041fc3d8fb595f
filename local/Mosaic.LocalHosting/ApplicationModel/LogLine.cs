namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line a resource wrote.</summary>
/// <param name="LineNumber">From 1.</param>
/// <param name="Content">The line without its end.</param>
/// <param name="IsErrorMessage">Written to standard error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
