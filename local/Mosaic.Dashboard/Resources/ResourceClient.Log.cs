namespace Mosaic.Dashboard.Resources;

public sealed partial class ResourceClient
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to the AppHost {Application}.")]
    private partial void LogConnected(string application);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection to the AppHost is lost, trying again: {Why}")]
    private partial void LogLost(string why);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A watch of a console log broke: {Why}")]
    private partial void LogLogsLost(string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener for changes of resources failed.")]
    private partial void LogListenerFailed(Exception exception);
}
