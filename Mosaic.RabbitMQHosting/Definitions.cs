using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mosaic.RabbitMQHosting;

/// <summary>
/// The server's user, in a definitions file (https://www.rabbitmq.com/docs/definitions) that is loaded at every start. The default user of
/// rabbitmq.conf would only be created in an empty server: a password that changed between two runs would not be applied.
/// </summary>
internal static class Definitions
{
    private const int SaltSize = 4;

    public static string Render(string user, string password)
    {
        var definitions = new JsonObject
        {
            ["vhosts"] = new JsonArray(new JsonObject { ["name"] = "/" }),
            ["users"] = new JsonArray(new JsonObject
            {
                ["name"] = user,
                ["password_hash"] = Hash(password, RandomNumberGenerator.GetBytes(SaltSize)),
                ["hashing_algorithm"] = "rabbit_password_hashing_sha256",
                ["tags"] = "administrator",
            }),
            ["permissions"] = new JsonArray(new JsonObject
            {
                ["user"] = user,
                ["vhost"] = "/",
                ["configure"] = ".*",
                ["write"] = ".*",
                ["read"] = ".*",
            }),
        };
        return definitions.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    /// <summary>RabbitMQ's password hash: the salt and the SHA-256 of salt and password, in base 64 (https://www.rabbitmq.com/docs/passwords#computing-password-hash).</summary>
    internal static string Hash(string password, byte[] salt)
    {
        byte[] salted = [.. salt, .. Encoding.UTF8.GetBytes(password)];
        return Convert.ToBase64String([.. salt, .. SHA256.HashData(salted)]);
    }
}
