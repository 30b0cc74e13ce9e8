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

/** The part of {@link MethodCopy} for calls and fields. */
final class Calls {
    /** A stand-in for barriers between the two passes; its name carries kind and place. */
    static final String LOCAL_BARRIER = "localBarrier$";

    static final String GLOBAL_BARRIER = "globalBarrier$";

    private final MethodCopy copy;
    private final MethodSource source;
    private final KernelMethods sources;
    private int barriers;

    Calls(MethodCopy copy, MethodSource source, KernelMethods sources) {
        this.copy = copy;
        this.source = source;
        this.sources = sources;
    }

    void invoke(CodeBuilder out, InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        ClassDesc type = call.owner().asSymbol();
        MethodSource callee = sources.find(owner, name, call.type().stringValue());
        if (KernelMethods.isBarrier(call)) {
            barrier(out, name);
        } else if (type.equals(Types.CONTEXT)) {
            context(out, name);
        } else if (Types.element(type).isPresent() && call.opcode() == Opcode.INVOKEVIRTUAL) {
            array(out, call, Types.element(type).orElseThrow());
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
            case INVOKESPECIAL -> call.owner().asSymbol().equals(Types.HALF);
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

    private void context(CodeBuilder out, String name) {
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
            default ->
                throw copy.refuse("a call of " + call.owner().asSymbol().displayName() + "."
                        + call.name().stringValue() + ". Kernels use get, set and getSize.");
        }
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
