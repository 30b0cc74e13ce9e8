package org.cria.emulator.bytecode;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.cria.emulator.launch.Atomics;
import org.cria.emulator.launch.Printing;
import org.cria.emulator.launch.WorkItem;

/** The part of {@link MethodCopy} for calls and fields. */
final class Calls {
    /** A stand-in for barriers between the two passes; its name carries kind and place. */
    static final String LOCAL_BARRIER = "localBarrier$";

    static final String GLOBAL_BARRIER = "globalBarrier$";

    private static final String DEBUG = "uk/ac/manchester/tornado/api/exceptions/Debug";

    static final String SUBGROUP = "subgroup$";

    private final MethodCopy copy;
    private final MethodSource source;
    private final KernelMethods sources;
    private int barriers;
    /** Between the making of a list of values to print and the call that prints it. */
    private boolean printing;

    Calls(MethodCopy copy, MethodSource source, KernelMethods sources) {
        this.copy = copy;
        this.source = source;
        this.sources = sources;
    }

    /** The code makes a list of values to print. */
    void print() {
        printing = true;
    }

    boolean isPrinting() {
        return printing;
    }

    void invoke(CodeBuilder out, InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        ClassDesc type = call.owner().asSymbol();
        MethodSource callee = sources.find(owner, name, call.type().stringValue());
        if (owner.equals(DEBUG) && name.equals("printf")) {
            printing = false;
            out.aload(source.itemSlot())
                    .invokestatic(
                            Types.desc(Printing.class), name, call.typeSymbol().insertParameterTypes(2, Types.ITEM));
        } else if (printing && name.equals("valueOf") && owner.startsWith("java/lang/")) {
            out.with(call);
        } else if (KernelMethods.isBarrier(call)) {
            barrier(out, name);
        } else if (type.equals(Types.CONTEXT)) {
            context(out, call, name);
        } else if (Types.element(type).isPresent() && call.opcode() == Opcode.INVOKEVIRTUAL) {
            array(out, call, Types.element(type).orElseThrow());
        } else if (Types.collection(type).isPresent() && call.opcode() == Opcode.INVOKEVIRTUAL) {
            collection(out, call, Types.collection(type).orElseThrow());
        } else if (Types.collection(type).isPresent() && call.opcode() == Opcode.INVOKESPECIAL) {
            view(out, call);
        } else if (Types.matrix(type).isPresent() && call.opcode() == Opcode.INVOKEVIRTUAL) {
            matrix(out, call, Types.matrix(type).orElseThrow());
        } else if (call.opcode() == Opcode.INVOKESTATIC && callee != null) {
            own(out, callee);
        } else if (isAllowed(call, owner, name)) {
            out.with(call);
        } else {
            throw copy.refuse("a call of " + owner.replace('/', '.') + "." + name
                    + ". Kernels call static methods of kernel classes, TornadoMath and some of Math.");
        }
    }

    private boolean isAllowed(InvokeInstruction call, String owner, String name) {
        return switch (call.opcode()) {
            case INVOKESTATIC -> Allowed.isStatic(owner, name, copy.place());
            case INVOKEVIRTUAL -> Allowed.isVirtual(owner, name);
            case INVOKESPECIAL ->
                call.owner().asSymbol().equals(Types.HALF)
                        || Types.isVector(call.owner().asSymbol());
            default -> false;
        };
    }

    private void barrier(CodeBuilder out, String name) {
        out.pop();
        if (source.omitted().get(barriers++)) {
            return;
        }
        frameHere(out);
        String marker = name.equals("localBarrier") ? LOCAL_BARRIER : GLOBAL_BARRIER;
        out.invokestatic(Types.TWIN, marker + copy.site(), MethodTypeDesc.of(CD_void));
    }

    /** Makes the class file API write down the types of variables and stack at this place, for {@link BarrierSplit}. */
    private static void frameHere(CodeBuilder out) {
        Label here = out.newLabel();
        out.goto_(here).labelBinding(here);
    }

    private void context(CodeBuilder out, InvokeInstruction call, String name) {
        if (name.equals("atomicAdd")) {
            List<ClassDesc> parameters = new ArrayList<>(List.of(Types.ITEM));
            call.typeSymbol()
                    .parameterList()
                    .forEach(type -> parameters.add(Types.copy(type).orElse(type)));
            parameters.add(Types.ITEM);
            parameters.add(CD_int);
            copy.pushItemAndSite(out)
                    .invokestatic(Types.desc(Atomics.class), name, MethodTypeDesc.of(CD_void, parameters));
            return;
        }
        if (name.startsWith("simd") && KernelMethods.isSubgroup(call)) {
            out.invokevirtual(Types.ITEM, name, call.typeSymbol().changeReturnType(CD_void));
            frameHere(out);
            out.invokestatic(Types.TWIN, SUBGROUP + copy.site(), MethodTypeDesc.of(CD_void))
                    .aload(source.itemSlot())
                    .invokevirtual(Types.ITEM, "received", MethodTypeDesc.of(ConstantDescs.CD_float));
            return;
        }
        if (!name.startsWith("allocate")) {
            throw copy.refuse("KernelContext." + name + ", which the emulator does not know.");
        }
        out.loadConstant(copy.arraySite())
                .invokevirtual(Types.ITEM, "allocateLocal", MethodTypeDesc.of(Types.CELLS, CD_int, CD_int));
    }

    private void array(CodeBuilder out, InvokeInstruction call, String element) {
        MethodTypeDesc type = call.typeSymbol();
        switch (call.name().stringValue()) {
            case "getSize" -> out.invokevirtual(Types.BUFFER, "length", MethodTypeDesc.of(CD_int));
            case "get", "set" -> {
                List<ClassDesc> parameters = new ArrayList<>(type.parameterList());
                parameters.add(Types.ITEM);
                parameters.add(CD_int);
                copy.pushItemAndSite(out)
                        .invokevirtual(
                                Types.BUFFER,
                                call.name().stringValue() + element,
                                MethodTypeDesc.of(type.returnType(), parameters));
            }
            default -> throw unknown(call, "get, set and getSize");
        }
    }

    private void collection(CodeBuilder out, InvokeInstruction call, Types.Elements elements) {
        if (elements.width() == 1 && !call.name().equalsString("getLength")) {
            array(out, call, elements.kind());
            return;
        }
        MethodTypeDesc type = call.typeSymbol();
        String name = call.name().stringValue();
        switch (name) {
            case "getLength" ->
                out.invokevirtual(Types.BUFFER, "length", MethodTypeDesc.of(CD_int))
                        .loadConstant(elements.width())
                        .idiv();
            case "vectorWidth" -> out.pop().loadConstant(elements.width());
            case "get", "set" -> {
                List<ClassDesc> parameters = new ArrayList<>(type.parameterList());
                parameters.addFirst(Types.BUFFER);
                parameters.add(Types.ITEM);
                parameters.add(CD_int);
                copy.pushItemAndSite(out)
                        .invokestatic(
                                ClassDesc.of(WorkItem.class.getPackageName(), elements.kind() + "Vectors"),
                                name + elements.kind() + elements.width(),
                                MethodTypeDesc.of(type.returnType(), parameters));
            }
            default -> throw unknown(call, "get, set, getLength and vectorWidth");
        }
    }

    /** Vectors of an array that the kernel was given: on a device the array itself. */
    private void view(CodeBuilder out, InvokeInstruction call) {
        if (call.typeSymbol().parameterCount() != 1
                || Types.element(call.typeSymbol().parameterType(0)).isEmpty()) {
            throw copy.refuse("a new " + call.owner().asSymbol().displayName()
                    + " of its own. Kernels make one of an array that they are given.");
        }
        out.dup_x2().pop().pop2(); // in place of the object, and of its copy that the constructor takes
    }

    private void matrix(CodeBuilder out, InvokeInstruction call, String element) {
        MethodTypeDesc type = call.typeSymbol();
        String name = call.name().stringValue();
        switch (name) {
            case "getNumRows", "getNumColumns", "getNumDepth" -> out.invokevirtual(Types.MATRIX, name, type);
            case "get", "set" -> {
                List<ClassDesc> parameters = new ArrayList<>(type.parameterList());
                parameters.add(Types.ITEM);
                parameters.add(CD_int);
                copy.pushItemAndSite(out)
                        .invokevirtual(Types.MATRIX, name + element, MethodTypeDesc.of(type.returnType(), parameters));
            }
            default -> throw unknown(call, "get, set and the numbers of rows, columns and layers");
        }
    }

    private RefusedCode unknown(InvokeInstruction call, String known) {
        return copy.refuse("a call of " + call.owner().asSymbol().displayName() + "."
                + call.name().stringValue() + ". Kernels use " + known + ".");
    }

    private void own(CodeBuilder out, MethodSource callee) {
        if (callee.suspends()) {
            frameHere(out);
        }
        out.aload(source.itemSlot()).invokestatic(Types.TWIN, callee.copyName(), callee.copyType());
    }

    void field(CodeBuilder out, FieldInstruction field) {
        ClassDesc owner = field.owner().asSymbol();
        String name = field.name().stringValue();
        if (field.opcode() == Opcode.GETFIELD && owner.equals(Types.CONTEXT)) {
            out.invokevirtual(Types.ITEM, name, MethodTypeDesc.of(CD_int))
                    .invokestatic(
                            ConstantDescs.CD_Integer, "valueOf", MethodTypeDesc.of(ConstantDescs.CD_Integer, CD_int));
        } else if (field.opcode() == Opcode.GETSTATIC) {
            out.loadConstant(constant(field.owner().asInternalName(), name));
        } else {
            throw copy.refuse("the field " + owner.displayName() + "." + name + ". Kernels keep data in arrays.");
        }
    }

    private ConstantDesc constant(String owner, String name) {
        try {
            Field field = Class.forName(owner.replace('/', '.'), true, sources.loader())
                    .getDeclaredField(name);
            field.setAccessible(true);
            if (!Modifier.isFinal(field.getModifiers()) || !field.getType().isPrimitive()) {
                throw copy.refuse("the static field " + name
                        + ", which is not a final number. Devices do not see the JVM's memory: pass an array.");
            }
            return switch (field.get(null)) {
                case Boolean b -> b ? 1 : 0;
                case Character c -> (int) c;
                case Float f -> f;
                case Double d -> d;
                case Long l -> l;
                case Number n -> n.intValue();
                case Object other -> throw new IllegalStateException(other.toString());
            };
        } catch (ReflectiveOperationException e) {
            throw copy.refuse("the static field " + name + " cannot be read: " + e.getMessage());
        }
    }
}
