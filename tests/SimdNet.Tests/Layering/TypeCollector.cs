using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace SimdNet.Tests.Layering;

/// <summary>Collects the types, defined in the assembly itself, that tokens and signatures name, generic arguments included</summary>
internal sealed class TypeCollector(MetadataReader reader) : ISignatureTypeProvider<object?, object?>
{
    public HashSet<TypeDefinitionHandle> Found { get; } = [];

    public void Add(EntityHandle token)
    {
        if (token.IsNil) return; // no base type, no locals, no catch type
        switch (token.Kind)
        {
            case HandleKind.TypeDefinition: Found.Add((TypeDefinitionHandle)token); break;
            case HandleKind.TypeSpecification: GetTypeFromSpecification(reader, null, (TypeSpecificationHandle)token, 0); break;
            case HandleKind.FieldDefinition: Add(reader.GetFieldDefinition((FieldDefinitionHandle)token).GetDeclaringType()); break;
            case HandleKind.MethodDefinition: Add(reader.GetMethodDefinition((MethodDefinitionHandle)token).GetDeclaringType()); break;
            case HandleKind.MemberReference: Add(reader.GetMemberReference((MemberReferenceHandle)token).Parent); break;
            case HandleKind.MethodSpecification: Add(reader.GetMethodSpecification((MethodSpecificationHandle)token)); break;
            case HandleKind.StandaloneSignature: Add(reader.GetStandaloneSignature((StandaloneSignatureHandle)token)); break;
            default: break; // a type or module of another assembly, or none
        }
    }

    public void Add(GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameterHandle parameter in parameters)
            foreach (GenericParameterConstraintHandle constraint in reader.GetGenericParameter(parameter).GetConstraints())
                Add(reader.GetGenericParameterConstraint(constraint).Type);
    }

    private void Add(MethodSpecification instance)
    {
        Add(instance.Method);
        instance.DecodeSignature(this, null);
    }

    private void Add(StandaloneSignature signature)
    {
        if (signature.GetKind() == StandaloneSignatureKind.Method) signature.DecodeMethodSignature(this, null);
        else signature.DecodeLocalSignature(this, null);
    }

    public object? GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        Found.Add(handle);
        return null;
    }

    public object? GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, null);

    // What these are made of has been decoded, and so collected, before they are called.
    public object? GetArrayType(object? elementType, ArrayShape shape) => null;
    public object? GetByReferenceType(object? elementType) => null;
    public object? GetFunctionPointerType(MethodSignature<object?> signature) => null;
    public object? GetGenericInstantiation(object? genericType, ImmutableArray<object?> typeArguments) => null;
    public object? GetModifiedType(object? modifier, object? unmodifiedType, bool isRequired) => null;
    public object? GetPinnedType(object? elementType) => null;
    public object? GetPointerType(object? elementType) => null;
    public object? GetSZArrayType(object? elementType) => null;

    // These name no type of the assembly.
    public object? GetGenericMethodParameter(object? genericContext, int index) => null;
    public object? GetGenericTypeParameter(object? genericContext, int index) => null;
    public object? GetPrimitiveType(PrimitiveTypeCode typeCode) => null;
    public object? GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => null;
}
