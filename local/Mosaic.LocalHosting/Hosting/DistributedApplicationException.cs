namespace Aspire.Hosting;

/// <summary>The application cannot be built or run as it is described.</summary>
public class DistributedApplicationException : Exception
{
    /// <inheritdoc />
    public DistributedApplicationException()
    {
    }

    /// <inheritdoc />
    public DistributedApplicationException(string message)
        : base(message)
    {
    }

    /// <inheritdoc />
    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
