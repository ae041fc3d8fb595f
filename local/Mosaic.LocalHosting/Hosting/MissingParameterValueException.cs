namespace Aspire.Hosting;

/// <summary>A parameter has no value.</summary>
public class MissingParameterValueException : DistributedApplicationException
{
    /// <inheritdoc />
    public MissingParameterValueException(string message)
        : base(message)
    {
    }

    /// <inheritdoc />
    public MissingParameterValueException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
