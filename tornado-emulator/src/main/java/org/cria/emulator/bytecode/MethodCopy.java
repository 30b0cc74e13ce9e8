package org.cria.emulator.bytecode;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.Attributes;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.PseudoInstruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Locale;
import org.cria.emulator.launch.Site;
import org.jspecify.annotations.Nullable;

/**
 * Copies one method, instruction by instruction: the work-item is a last parameter, so local variables move up by one
 * slot; accesses to arrays become calls that pass the work-item and the place; what devices do not take is refused.
 */
final class MethodCopy implements CodeTransform {
    private final MethodSource source;
    private final Calls calls;
    private final List<Site> sites;
    private final int itemSlot;
    private int line;
    private @Nullable Instruction previous;
    /** The place of an array without a name yet, and the slot that it went to; -1 for none. */
    private int unnamed = -1;

    private int unnamedSlot = -1;
    /** A bit for each parallel loop that the copying is in. */
    private int activeLoops;

    MethodCopy(MethodSource source, KernelMethods sources, List<Site> sites) {
        this.source = source;
        this.sites = sites;
        this.itemSlot = source.itemSlot();
        this.calls = new Calls(this, source, sources);
    }

    /** Where the copying is. */
    String place() {
        return source.name() + " (" + KernelMethods.file(source.owner()) + ":" + line + ")";
    }

    RefusedCode refuse(String reason) {
        return new RefusedCode(place(), reason);
    }

    /** Pushes the work-item and the number of this place. */
    CodeBuilder pushItemAndSite(CodeBuilder out) {
        return out.aload(itemSlot).loadConstant(site());
    }

    int site() {
        sites.add(new Site(source.name(), KernelMethods.file(source.owner()), line, ""));
        return sites.size() - 1;
    }

    /** The place of an array that is made here; the variable that takes it will be its name. */
    int arraySite() {
        unnamed = site();
        unnamedSlot = -1;
        return unnamed;
    }

    /** A variable's life begins with the label after the instruction that stores its first value. */
    private void nameArray(LabelTarget target) {
        if (unnamed < 0 || unnamedSlot < 0) {
            return;
        }
        int bci = source.code().labelToBci(target.label());
        Site place = sites.get(unnamed);
        source.code().findAttribute(Attributes.localVariableTable()).stream()
                .flatMap(table -> table.localVariables().stream())
                .filter(variable -> variable.slot() == unnamedSlot && variable.startPc() == bci)
                .findFirst()
                .ifPresent(variable -> sites.set(
                        unnamed,
                        new Site(
                                place.method(),
                                place.file(),
                                place.line(),
                                variable.name().stringValue())));
        unnamed = -1;
    }

    @Override
    public void accept(CodeBuilder out, CodeElement element) {
        switch (element) {
            case LineNumber number -> {
                line = number.line();
                out.with(number);
            }
            case LabelTarget target -> label(out, target);
            case ExceptionCatch handler -> throw refuse("an exception handler. Devices have no exceptions.");
            case PseudoInstruction debugging -> {}
            case Instruction instruction -> {
                instruction(out, instruction);
                previous = instruction;
            }
            default -> {}
        }
    }

    private void instruction(CodeBuilder out, Instruction instruction) {
        switch (instruction) {
            case LoadInstruction load -> out.loadLocal(load.typeKind(), slot(load.slot()));
            case StoreInstruction store -> {
                out.storeLocal(store.typeKind(), slot(store.slot()));
                iterate(out, store.slot());
                unnamedSlot = store.slot();
            }
            case IncrementInstruction increment -> {
                out.iinc(slot(increment.slot()), increment.constant());
                iterate(out, increment.slot());
            }
            case ArrayLoadInstruction load -> arrayLoad(out, load.typeKind());
            case ArrayStoreInstruction store when calls.isPrinting() -> out.with(store);
            case ArrayStoreInstruction store -> arrayStore(out, store.typeKind());
            case NewPrimitiveArrayInstruction create -> allocate(out);
            case NewReferenceArrayInstruction create
            when create.componentType().asSymbol().equals(CD_Object) -> {
                out.with(create);
                calls.print();
            }
            case ConstantInstruction text when text.constantValue() instanceof String -> out.with(text);
            case NewReferenceArrayInstruction create
            when create.componentType().asSymbol().equals(Types.HALF) -> allocate(out);
            case OperatorInstruction operator
            when operator.opcode() == Opcode.ARRAYLENGTH ->
                out.invokevirtual(Types.CELLS, "length", MethodTypeDesc.of(CD_int));
            case FieldInstruction field -> calls.field(out, field);
            case InvokeInstruction call -> calls.invoke(out, call);
            case NewObjectInstruction create
            when create.className().asSymbol().equals(Types.HALF)
                    || Types.isVector(create.className().asSymbol()) -> out.with(create);
            case NewObjectInstruction create
            when Types.collection(create.className().asSymbol()).isPresent() ->
                out.aconst_null(); // until its array is there
            case ConstantInstruction constant when constant.typeKind() != TypeKind.REFERENCE -> out.with(constant);
            case OperatorInstruction operator -> out.with(operator);
            case ConvertInstruction convert -> out.with(convert);
            case StackInstruction stack -> out.with(stack);
            case BranchInstruction branch -> out.with(branch);
            case ReturnInstruction end -> out.with(end);
            case TableSwitchInstruction choice -> out.with(choice);
            case LookupSwitchInstruction choice -> out.with(choice);
            case NopInstruction nothing -> {}
            default ->
                throw refuse("instruction " + instruction.opcode().name().toLowerCase(Locale.ROOT)
                        + ". Kernels have numbers, TornadoVM's arrays and arrays of numbers; no other objects.");
        }
    }

    private void label(CodeBuilder out, LabelTarget target) {
        out.with(target);
        for (int depth = 0; depth < source.loops().size(); depth++) {
            ParallelLoop loop = source.loops().get(depth);
            if (loop.start().equals(target.label())) {
                at(out, depth, loop.slot());
            }
            if (loop.end().equals(target.label())
                    && source.code().labelToBci(loop.end()) < source.code().codeLength()) {
                out.aload(itemSlot)
                        .loadConstant(depth)
                        .invokevirtual(Types.ITEM, "leave", MethodTypeDesc.of(CD_void, CD_int));
            }
        }
        active(target.label());
        nameArray(target);
    }

    private void active(Label label) {
        for (int depth = 0; depth < source.loops().size(); depth++) {
            if (source.loops().get(depth).start().equals(label)) {
                activeLoops |= 1 << depth;
            }
            if (source.loops().get(depth).end().equals(label)) {
                activeLoops &= ~(1 << depth);
            }
        }
    }

    private void iterate(CodeBuilder out, int slot) {
        for (int depth = 0; depth < source.loops().size(); depth++) {
            if ((activeLoops & 1 << depth) != 0 && source.loops().get(depth).slot() == slot) {
                at(out, depth, slot);
            }
        }
    }

    private int slot(int before) {
        return before < itemSlot ? before : before + 1;
    }

    private void at(CodeBuilder out, int depth, int slot) {
        out.aload(itemSlot)
                .loadConstant(depth)
                .iload(slot(slot))
                .invokevirtual(Types.ITEM, "at", MethodTypeDesc.of(CD_void, CD_int, CD_int));
    }

    private void allocate(CodeBuilder out) {
        if (!(previous instanceof ConstantInstruction)) {
            throw refuse("an array whose length is not a constant. Private memory is laid out at compile time.");
        }
        out.aload(itemSlot)
                .loadConstant(arraySite())
                .invokestatic(Types.CELLS, "allocate", MethodTypeDesc.of(Types.CELLS, CD_int, Types.ITEM, CD_int));
    }

    private void arrayLoad(CodeBuilder out, TypeKind kind) {
        if (kind == TypeKind.REFERENCE) { // no others are made or handed over
            pushItemAndSite(out)
                    .invokevirtual(Types.CELLS, "getHalf", MethodTypeDesc.of(Types.HALF, CD_int, Types.ITEM, CD_int));
            return;
        }
        boolean small = kind.asLoadable() == TypeKind.INT;
        ClassDesc value = small ? CD_int : kind.upperBound();
        pushItemAndSite(out)
                .invokevirtual(
                        Types.CELLS,
                        "get" + (small ? "Int" : title(kind)),
                        MethodTypeDesc.of(value, CD_int, Types.ITEM, CD_int));
    }

    private void arrayStore(CodeBuilder out, TypeKind kind) {
        if (kind == TypeKind.REFERENCE) {
            pushItemAndSite(out)
                    .invokevirtual(
                            Types.CELLS, "setHalf", MethodTypeDesc.of(CD_void, CD_int, Types.HALF, Types.ITEM, CD_int));
            return;
        }
        ClassDesc value = kind.asLoadable() == TypeKind.INT ? CD_int : kind.upperBound();
        pushItemAndSite(out)
                .invokevirtual(
                        Types.CELLS,
                        "set" + (value.equals(CD_boolean) ? "Byte" : title(kind)),
                        MethodTypeDesc.of(CD_void, CD_int, value, Types.ITEM, CD_int));
    }

    private static String title(TypeKind kind) {
        String name = kind.upperBound().displayName();
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
