namespace Mosaic.Messaging;

/// <summary>Why a message is refused.</summary>
/// <param name="Code">One of <see cref="MessageErrorCodes"/>; programs decide by it.</param>
/// <param name="Detail">What is wrong and where, for a person. Carries field names, never their values.</param>
public sealed record MessageError(string Code, string Detail);
