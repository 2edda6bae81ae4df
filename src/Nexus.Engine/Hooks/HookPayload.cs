using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Nexus.Contracts;
using Nexus.Engine.Actions.Json;
using Nexus.Engine.Events;

namespace Nexus.Engine.Hooks;

/// <summary>What arrived, as an event.</summary>
/// <param name="Data">A JSON object.</param>
/// <param name="Delivery">What it is called by who sent it; null: it has no name.</param>
/// <param name="Proof">
/// The same whenever it is sent, whatever is not signed: what somebody saw who cannot sign. Null: all that names it is.
/// </param>
internal sealed record HookPayload(string EventName, ReadOnlyMemory<byte> Data, string? Delivery, string? Proof)
{
    private const int LongestDelivery = 200;
    private const string FormField = "payload=";

    /// <summary>What is deeper could not be read again from where it is kept.</summary>
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <returns>Null: a greeting, which is no event.</returns>
    /// <exception cref="NexusException"><c>hook.bad_payload</c>.</exception>
    public static HookPayload? Read(HookState hook, HttpRequest request, ReadOnlyMemory<byte> body)
    {
        // Whoever reads JSON leaves the bytes of texts for later.
        if (!Utf8.IsValid(body.Span))
            throw new NexusException(HookErrors.BadPayload("it is not UTF-8"));
        try
        {
            using var json = JsonDocument.Parse(request.HasFormContentType ? OfForm(body.Span) : body, Reading);
            return hook.Kind is HookKind.Github
                ? OfGithub(json.RootElement, request.Headers, body.Span)
                : OfJson(hook, json.RootElement, request.Headers);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            throw new NexusException(HookErrors.BadPayload("it is no JSON, or too deep, or has a field twice"), e);
        }
    }

    private static HookPayload? OfGithub(JsonElement root, IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        var name = headers[HookRules.GithubEvent].ToString().ToLowerInvariant();
        if (name is "ping")
            return null;
        var delivery = Checked(headers[HookRules.GithubDelivery].ToString());
        var told = name.Contains('.', StringComparison.Ordinal) ? "" : $"github.{name}";
        return new(Checked(told, HookRules.GithubEvent), Written(json =>
        {
            json.WritePropertyName("action"u8);
            if (root.ValueKind is JsonValueKind.Object && root.TryGetProperty("action"u8, out var action))
                action.WriteTo(json);
            else
                json.WriteNullValue();
            json.WriteString("delivery"u8, delivery);
            json.WritePropertyName("payload"u8);
            root.WriteTo(json);
        }), delivery, Convert.ToHexStringLower(SHA256.HashData(body)));
    }

    private static HookPayload OfJson(HookState hook, JsonElement root, IHeaderDictionary headers)
    {
        var name = hook.EventFrom is { } from ? Text(JsonPointer.Find(root, from)) ?? hook.EventName : hook.EventName;
        var delivery = hook.DeliveryFrom is { } pointer
            ? Text(JsonPointer.Find(root, pointer))
            : headers[hook.DeliveryHeader ?? ""].ToString();
        // Who signs the time, too, signs nothing else in the same way.
        var signed = hook.ReplayWindowSeconds > 0 ? headers[hook.AuthHeader].ToString().ToLowerInvariant() : null;
        if (string.IsNullOrEmpty(delivery))
            delivery = signed;
        var found = hook.DataFrom is { } place
            ? JsonPointer.Find(root, place)
                ?? throw new NexusException(HookErrors.BadPayload($"it has nothing at '{place}'"))
            : root;
        return new(Checked(name ?? "", "event_name"), Written(json =>
        {
            if (found.ValueKind is JsonValueKind.Object)
            {
                foreach (var field in found.EnumerateObject())
                    field.WriteTo(json);
                return;
            }

            json.WritePropertyName("payload"u8);
            found.WriteTo(json);
        }), Checked(delivery ?? ""), hook.DeliveryFrom is null ? signed : null);
    }

    private static ReadOnlyMemory<byte> Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static string Checked(string name, string what) => EventNames.IsFromOutside(name)
        ? name
        : throw new NexusException(HookErrors.BadPayload($"what it is called ({what}) is no name for an event"));

    private static string? Checked(string delivery) => delivery switch
    {
        "" => null,
        { Length: > LongestDelivery } => throw new NexusException(HookErrors.BadPayload(
            $"its delivery is called by more than {LongestDelivery} characters")),
        _ => delivery,
    };

    private static string? Text(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    /// <summary>As GitHub sends it: one field with JSON.</summary>
    private static ReadOnlyMemory<byte> OfForm(ReadOnlySpan<byte> body)
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        var field = strict.GetString(body).Split('&')
            .FirstOrDefault(part => part.StartsWith(FormField, StringComparison.Ordinal))
            ?? throw new NexusException(HookErrors.BadPayload("the form has no 'payload'"));
        return Encoding.UTF8.GetBytes(Uri.UnescapeDataString(field[FormField.Length..].Replace('+', ' ')));
    }
}
