package org.cria.emulator.bytecode;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.Attributes;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cria.emulator.launch.WorkItem;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a method at its barriers, and at calls of methods with barriers: there it saves its variables and returns, and
 * its next call goes on from there. So one thread runs a whole group in turns, at the price of a few stores per
 * barrier (a coroutine by program transformation).
 */
final class BarrierSplit implements CodeTransform {
    private final int itemSlot;
    private final TypeKind returns;
    private final Set<String> suspending;
    private final BitSet constant = new BitSet();
    private final Map<Label, StackMapFrameInfo> frames = new HashMap<>();
    private final List<Resumption> resumptions = new ArrayList<>();
    private @Nullable Label dispatch;
    private @Nullable Label last;

    /**
     * @param method     from {@link MethodCopy}, with a frame before each barrier and call
     * @param suspending names of copies that may return before their end
     * @param isKernel   whether it is the kernel itself, which goes on with the arguments that it began with; methods that it calls
     *                   are called again without theirs
     */
    BarrierSplit(MethodModel method, Set<String> suspending, boolean isKernel) {
        MethodTypeDesc type = method.methodTypeSymbol();
        this.itemSlot = Types.parameterSlots(type.parameterList()) - 1;
        this.returns = TypeKind.from(type.returnType());
        this.suspending = suspending;
        CodeAttribute code = method.findAttribute(Attributes.code()).orElseThrow();
        if (isKernel) {
            constant.set(0, itemSlot);
            code.forEach(this::noteStore);
        }
        code.findAttribute(Attributes.stackMapTable())
                .ifPresent(table -> table.entries().forEach(frame -> frames.put(frame.target(), frame)));
    }

    /** A parameter that is set has to be kept as a variable has. */
    private void noteStore(CodeElement element) {
        switch (element) {
            case StoreInstruction store -> constant.clear(store.slot());
            case IncrementInstruction increment -> constant.clear(increment.slot());
            default -> {}
        }
    }

    @Override
    public void atStart(CodeBuilder out) {
        Label toResumptions = out.newLabel();
        dispatch = toResumptions;
        out.aload(itemSlot)
                .invokevirtual(Types.ITEM, "resuming", MethodTypeDesc.of(CD_boolean))
                .ifne(toResumptions);
    }

    @Override
    public void accept(CodeBuilder out, CodeElement element) {
        switch (element) {
            case LabelTarget target -> {
                last = target.label();
                out.with(target);
            }
            case InvokeInstruction call
            when call.owner().asSymbol().equals(Types.TWIN) -> {
                String name = call.name().stringValue();
                if (name.startsWith(Calls.LOCAL_BARRIER)
                        || name.startsWith(Calls.GLOBAL_BARRIER)
                        || name.startsWith(Calls.SUBGROUP)) {
                    barrier(out, name);
                } else if (suspending.contains(name)) {
                    call(out, call);
                } else {
                    out.with(call);
                }
            }
            default -> out.with(element);
        }
    }

    private SavedFrame frame() {
        StackMapFrameInfo frame = last == null ? null : frames.get(last);
        if (frame == null) {
            throw new IllegalStateException("no frame before a barrier");
        }
        return new SavedFrame(frame, itemSlot, constant);
    }

    private void barrier(CodeBuilder out, String name) {
        SavedFrame frame = frame();
        int kind = name.startsWith(Calls.SUBGROUP)
                ? WorkItem.SUBGROUP
                : name.startsWith(Calls.GLOBAL_BARRIER) ? WorkItem.GLOBAL : WorkItem.LOCAL;
        int site = Integer.parseInt(name.substring(name.indexOf('$') + 1));
        out.aload(itemSlot)
                .loadConstant(site)
                .loadConstant(kind)
                .invokevirtual(Types.ITEM, "await", MethodTypeDesc.of(CD_void, CD_int, CD_int));
        Label after = out.newLabel();
        frame.save(out, 0);
        leave(out);
        out.labelBinding(after);
        resumptions.add(new Resumption(frame, List.of(), after, true));
    }

    private void call(CodeBuilder out, InvokeInstruction call) {
        List<ClassDesc> arguments =
                call.typeSymbol().parameterList().subList(0, call.typeSymbol().parameterCount() - 1);
        SavedFrame frame = frame();
        Label goOn = out.newLabel();
        out.with(call);
        out.aload(itemSlot)
                .invokevirtual(Types.ITEM, "suspended", MethodTypeDesc.of(CD_boolean))
                .ifeq(goOn);
        switch (TypeKind.from(call.typeSymbol().returnType()).slotSize()) {
            case 1 -> out.pop();
            case 2 -> out.pop2();
            default -> {}
        }
        frame.save(out, arguments.size());
        leave(out);
        out.labelBinding(goOn);
        Label before = last;
        if (before != null) {
            resumptions.add(new Resumption(frame, arguments, before, false));
        }
    }

    /** Records the place that comes next, and returns; the caller sees that the work-item waits. */
    private void leave(CodeBuilder out) {
        out.aload(itemSlot)
                .loadConstant(resumptions.size())
                .invokevirtual(Types.ITEM, "saveState", MethodTypeDesc.of(CD_void, CD_int));
        zero(out, returns);
        out.return_(returns);
    }

    private static void zero(CodeBuilder out, TypeKind kind) {
        switch (kind.asLoadable()) {
            case INT -> out.iconst_0();
            case LONG -> out.lconst_0();
            case FLOAT -> out.fconst_0();
            case DOUBLE -> out.dconst_0();
            case REFERENCE -> out.aconst_null();
            default -> {}
        }
    }

    @Override
    public void atEnd(CodeBuilder out) {
        if (dispatch == null) {
            return;
        }
        Label lost = out.newLabel();
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = 0; i < resumptions.size(); i++) {
            cases.add(SwitchCase.of(i, out.newLabel()));
        }
        out.labelBinding(dispatch)
                .aload(itemSlot)
                .invokevirtual(Types.ITEM, "restoreInt", MethodTypeDesc.of(CD_int))
                .tableswitch(lost, cases);
        for (int i = 0; i < resumptions.size(); i++) {
            Resumption resumption = resumptions.get(i);
            out.labelBinding(cases.get(i).target());
            resumption.frame.restore(out, resumption.arguments.size());
            if (resumption.isBarrier()) {
                out.aload(itemSlot).invokevirtual(Types.ITEM, "resumed", MethodTypeDesc.of(CD_void));
            }
            for (ClassDesc argument : resumption.arguments) {
                zero(out, TypeKind.from(argument));
            }
            out.goto_(resumption.target);
        }
        out.labelBinding(lost).aconst_null().athrow();
    }

    /**
     * @param arguments of a call that is made again with zeros in their place, since the callee restores its own
     * variables
     */
    private record Resumption(SavedFrame frame, List<ClassDesc> arguments, Label target, boolean isBarrier) {}
}
