using System.Reflection;
using System.Runtime.CompilerServices;
using Nexus.Contracts;

namespace Nexus.Testing;

/// <summary>Every error of a project, made once: each member of each class <c>XErrors</c>, with any words.</summary>
public static class MadeErrors
{
    private const int Deepest = 4;

    private const BindingFlags All =
        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <param name="project">Whose errors.</param>
    /// <param name="given">What an error takes that nobody can make up.</param>
    public static IEnumerable<(string Member, NexusError Error)> Of(Assembly project, params object[] given) =>
        from type in project.GetTypes()
        where type.Name.EndsWith("Errors", StringComparison.Ordinal) && type is { IsAbstract: true, IsSealed: true }
        from method in type.GetMethods(All)
        where method.ReturnType == typeof(NexusError) || method.ReturnType == typeof(NexusException)
        select ($"{type.Name}.{method.Name}", Make(method, given));

    private static NexusError Make(MethodInfo method, object[] given)
    {
        var arguments = method.GetParameters().Select(parameter =>
            given.FirstOrDefault(parameter.ParameterType.IsInstanceOfType)
            ?? Word(parameter.ParameterType, Deepest)).ToArray();
        var made = method.Invoke(null, arguments);
        return made as NexusError ?? ((NexusException)made!).Error;
    }

    private static object? Word(Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return "word";
        if (type == typeof(Uri))
            return new Uri("https://host/path");
        if (type == typeof(Exception))
            return new IOException("word");
        if (type.IsValueType)
            return Activator.CreateInstance(type);
        if (Element(type) is { } element)
            return Listed(element, depth);
        var isOurs = type.Namespace?.StartsWith("Nexus.", StringComparison.Ordinal) is true;
        return !isOurs || type.IsAbstract || type.IsSubclassOf(typeof(Delegate)) || depth == 0
            ? null
            : Filled(type, depth);
    }

    /// <summary>Of what a list of one will do for.</summary>
    private static Type? Element(Type type) => type switch
    {
        { IsArray: true } => type.GetElementType(),
        { IsGenericType: true } when type.GetGenericArguments() is [var one]
            && type.IsAssignableFrom(one.MakeArrayType()) => one,
        _ => null,
    };

    private static Array Listed(Type element, int depth)
    {
        var list = Array.CreateInstance(element, 1);
        list.SetValue(Word(element, depth - 1), 0);
        return list;
    }

    private static object Filled(Type type, int depth)
    {
        var made = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in type.GetProperties(Instance))
        {
            if (property.CanWrite && property.GetIndexParameters().Length == 0)
                property.SetValue(made, Word(property.PropertyType, depth - 1));
        }

        return made;
    }
}
