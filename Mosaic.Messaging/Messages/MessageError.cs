namespace Mosaic.Messaging;

/// <summary>Why a message is refused.</summary>
/// <param name="Code">One of <see cref="MessageErrorCodes"/>; programs decide by it.</param>
/// <param name="Detail">What is wrong and where, for a person. Carries field names, never their values.</param>
public sealed record MessageError(string Code, string Detail);

/// <summary>The codes of a refused message, as the device protocol spells them.</summary>
public static class MessageErrorCodes
{
    /// <summary>An event without <c>type</c>.</summary>
    public const string MissingType = "missing_type";

    /// <summary>A confirmation without <c>requestid</c>.</summary>
    public const string MissingRequestId = "missing_requestid";

    /// <summary>A field that the service sets is present and disagrees.</summary>
    public const string ReservedField = "reserved_field";

    /// <summary>A field has the wrong type, form or range.</summary>
    public const string InvalidField = "invalid_field";

    /// <summary>A field's name is not lower-case letters and digits, or a key is longer than 255 UTF-8 bytes.</summary>
    public const string InvalidName = "invalid_name";

    /// <summary>A key stands twice in the same object.</summary>
    public const string RepeatedField = "repeated_field";

    /// <summary>A number that neither a 64-bit integer nor a finite double can hold.</summary>
    public const string InvalidNumber = "invalid_number";

    /// <summary>Arrays and objects nested deeper than allowed.</summary>
    public const string TooDeep = "too_deep";

    /// <summary>All fields but <c>data</c> together are over the limit, in bytes or in number, or do not fit into an AMQP frame.</summary>
    public const string FieldsTooLarge = "fields_too_large";
}
