#pragma warning disable CA1822, CA1823, CA1859, CS0169, CS0649, IDE0051, IDE0044, IDE0060 // members that exist to be found in metadata

using SimdNet.Tests.Layering.Fixtures.Above;

// Two floors for LayeringTests: each type of Below whose name begins with "By" uses a type of Above, in the way that it is named for.
namespace SimdNet.Tests.Layering.Fixtures.Above
{
    internal class Thing
    {
        public static int s_value;
        public const int Constant = 5;

        public static void Call() { }
    }

    internal interface IThing;

    internal sealed class ThingException : Exception;

    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class ThingAttribute : Attribute;
}

namespace SimdNet.Tests.Layering.Fixtures.Below
{
    internal sealed class ByBaseType : Thing;

    internal sealed class ByInterface : IThing;

    internal sealed class ByTypeConstraint<T> where T : IThing;

    internal sealed class ByMethodConstraint { private void M<T>() where T : IThing { } }

    internal sealed class ByField { private Thing? _field; }

    internal sealed unsafe class ByFunctionPointer { private delegate*<Thing, void> _field; }

    internal sealed class ByArrayOfGeneric { private List<Thing>[]? _field; }

    internal sealed class ByProperty { private Thing? Property { get; } }

    internal sealed class ByParameter { private void M(ref Thing x) { } }

    internal abstract class ByReturnTypeOfAbstract { protected abstract Thing M(); }

    internal sealed class ByCall { private void M() => Thing.Call(); }

    internal sealed class ByCallInLambda { private Action M(int captured) => () => { if (captured > 0) Thing.Call(); }; }

    internal sealed class ByCallAfterSwitch
    {
        private void M(int x)
        {
            switch (x)
            {
                case 0: Console.Write(0); break;
                case 1: Console.Write(1.5); break;
                case 2: Console.Write(2L << 40); break;
                case 3: Console.Write("3"); break;
                case 4: Thing.Call(); break;
            }
        }
    }

    internal sealed class ByMethodGroup { private Action M() => Thing.Call; }

    internal sealed class ByStaticField { private int M() => Thing.s_value; }

    internal sealed class ByTypeOf { private Type M() => typeof(Thing); }

    internal sealed class ByGenericMethodArgument { private object M() => Array.Empty<Thing>(); }

    internal sealed class ByGenericTypeArgument { private object M() => new List<Thing>(); }

    internal sealed class ByCatch { private void M() { try { Console.Write(0); } catch (ThingException) { } } }

    internal sealed class ByNestedType { private sealed class Nested { private Thing? _field; } }

    [Thing]
    internal sealed class NotByAttribute;

    internal sealed class NotByConstant { private int M() => Thing.Constant; }

    internal sealed class NotByItsOwnFloor { private ByField? _field; }
}
