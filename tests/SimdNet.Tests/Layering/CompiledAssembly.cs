using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;

namespace SimdNet.Tests.Layering;

/// <summary>A type on one floor uses a type on another</summary>
internal sealed record FloorUse(string Floor, string Type, string Member, string UsedFloor, string UsedType)
{
    public override string ToString() => $"{Floor}: {Type}{(Member == "" ? "" : $", {Member},")} uses {UsedFloor}: {UsedType}";
}

/// <summary>Which floor of an assembly uses which, from its compiled metadata and method bodies</summary>
/// <remarks>
/// A floor is the part of the namespace after the root. Custom attributes are not looked at, and constants are not seen, since the
/// compiler writes their values. The signatures of properties and events are those of their accessors, which are looked at as methods.
/// </remarks>
internal sealed class CompiledAssembly : IDisposable
{
    private readonly string _root;
    private readonly PEReader _file;
    private readonly MetadataReader _reader;

    public CompiledAssembly(string path, string rootNamespace)
    {
        _root = rootNamespace + ".";
        _file = new PEReader(File.OpenRead(path));
        _reader = _file.GetMetadataReader();
    }

    /// <summary>Simple names of the assemblies that this one references</summary>
    public IEnumerable<string> References => _reader.AssemblyReferences.Select(handle => _reader.GetString(_reader.GetAssemblyReference(handle).Name));

    /// <summary>Full names and floors (null: on none) of all types that are not nested, nor made by the compiler</summary>
    public IEnumerable<(string Type, string? Floor)> Types =>
        from handle in _reader.TypeDefinitions
        let type = _reader.GetTypeDefinition(handle)
        where !type.IsNested && _reader.GetString(type.Name) != "<Module>" && !IsMadeByCompiler(type)
        select (Name(handle), Floor(handle));

    public IEnumerable<FloorUse> Uses() =>
        from type in _reader.TypeDefinitions
        let floor = Floor(type)
        where floor != null
        from member in UsedBy(type)
        from used in member.Types
        let usedFloor = Floor(used)
        where usedFloor != null && usedFloor != floor
        select new FloorUse(floor, Name(type), member.Name, usedFloor, Name(used));

    public void Dispose() => _file.Dispose();

    private IEnumerable<(string Name, HashSet<TypeDefinitionHandle> Types)> UsedBy(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        yield return ("", UsedByDeclaration(type));
        foreach (FieldDefinitionHandle field in type.GetFields())
        {
            FieldDefinition definition = _reader.GetFieldDefinition(field);
            var collector = new TypeCollector(_reader);
            definition.DecodeSignature(collector, null);
            yield return ("field " + _reader.GetString(definition.Name), collector.Found);
        }
        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            MethodDefinition definition = _reader.GetMethodDefinition(method);
            yield return ("method " + _reader.GetString(definition.Name), UsedByMethod(definition));
        }
    }

    private HashSet<TypeDefinitionHandle> UsedByDeclaration(TypeDefinition type)
    {
        var collector = new TypeCollector(_reader);
        collector.Add(type.BaseType);
        foreach (InterfaceImplementationHandle implementation in type.GetInterfaceImplementations())
            collector.Add(_reader.GetInterfaceImplementation(implementation).Interface);
        collector.Add(type.GetGenericParameters());
        return collector.Found;
    }

    private HashSet<TypeDefinitionHandle> UsedByMethod(MethodDefinition method)
    {
        var collector = new TypeCollector(_reader);
        method.DecodeSignature(collector, null);
        collector.Add(method.GetGenericParameters());
        if (method.RelativeVirtualAddress == 0) return collector.Found; // abstract or extern
        MethodBodyBlock body = _file.GetMethodBody(method.RelativeVirtualAddress);
        collector.Add(body.LocalSignature);
        foreach (ExceptionRegion region in body.ExceptionRegions) collector.Add(region.CatchType);
        foreach (EntityHandle token in IlTokens.In(body.GetILBytes()!)) collector.Add(token);
        return collector.Found;
    }

    private string? Floor(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        if (type.IsNested) return Floor(type.GetDeclaringType());
        string name = _reader.GetString(type.Namespace);
        return name.StartsWith(_root, StringComparison.Ordinal) ? name[_root.Length..].Split('.')[0] : null;
    }

    private string Name(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        string name = _reader.GetString(type.Name);
        if (type.IsNested) return $"{Name(type.GetDeclaringType())}+{name}";
        return type.Namespace.IsNil ? name : $"{_reader.GetString(type.Namespace)}.{name}";
    }

    private bool IsMadeByCompiler(TypeDefinition type) =>
        (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.NotPublic
        && type.GetCustomAttributes().Any(handle => AttributeName(_reader.GetCustomAttribute(handle)) == nameof(CompilerGeneratedAttribute));

    private string AttributeName(CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && _reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } type
            ? _reader.GetString(_reader.GetTypeReference((TypeReferenceHandle)type).Name) : "";
}
