package org.cria.emulator.bytecode;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Code that puts the variables and the stack of one place away and gets them back in the opposite order. */
final class SavedFrame {
    private final List<Value> locals = new ArrayList<>();
    private final List<Value> stack = new ArrayList<>();
    private final int itemSlot;

    /** @param constant slots of parameters that the method is called with again */
    SavedFrame(StackMapFrameInfo frame, int itemSlot, BitSet constant) {
        this.itemSlot = itemSlot;
        int slot = 0;
        for (VerificationTypeInfo type : frame.locals()) {
            Value value = value(slot, type);
            if (value != null && slot != itemSlot && !constant.get(slot)) {
                locals.add(value);
            }
            slot += value == null ? 1 : value.kind.slotSize();
        }
        for (VerificationTypeInfo type : frame.stack()) {
            Value value = value(-1, type);
            if (value == null) {
                throw new IllegalStateException("a stack entry of no type before a barrier");
            }
            stack.add(value);
        }
    }

    /** Null where there is nothing to keep. */
    private static @Nullable Value value(int slot, VerificationTypeInfo type) {
        return switch (type) {
            case ObjectVerificationTypeInfo object -> new Value(slot, TypeKind.REFERENCE, object.classSymbol());
            case SimpleVerificationTypeInfo simple ->
                switch (simple) {
                    case INTEGER -> new Value(slot, TypeKind.INT, CD_int);
                    case LONG -> new Value(slot, TypeKind.LONG, CD_long);
                    case FLOAT -> new Value(slot, TypeKind.FLOAT, CD_float);
                    case DOUBLE -> new Value(slot, TypeKind.DOUBLE, CD_double);
                    case NULL -> new Value(slot, TypeKind.REFERENCE, CD_Object);
                    default -> null;
                };
            default -> throw new IllegalStateException("an object under construction before a barrier");
        };
    }

    /** @param arguments topmost stack entries that are gone already */
    void save(CodeBuilder out, int arguments) {
        for (int i = stack.size() - 1 - arguments; i >= 0; i--) {
            stack.get(i).save(out, itemSlot);
        }
        for (Value local : locals) {
            out.loadLocal(local.kind, local.slot);
            local.save(out, itemSlot);
        }
    }

    void restore(CodeBuilder out, int arguments) {
        for (Value local : locals.reversed()) {
            local.restore(out, itemSlot);
            out.storeLocal(local.kind, local.slot);
        }
        for (int i = 0; i < stack.size() - arguments; i++) {
            stack.get(i).restore(out, itemSlot);
        }
    }

    private record Value(int slot, TypeKind kind, ClassDesc type) {
        void save(CodeBuilder out, int itemSlot) {
            out.aload(itemSlot)
                    .invokestatic(Types.ITEM, "save", MethodTypeDesc.of(CD_void, kind.upperBound(), Types.ITEM));
        }

        void restore(CodeBuilder out, int itemSlot) {
            String name = switch (kind) {
                case INT -> "restoreInt";
                case LONG -> "restoreLong";
                case FLOAT -> "restoreFloat";
                case DOUBLE -> "restoreDouble";
                default -> "restoreReference";
            };
            out.aload(itemSlot).invokevirtual(Types.ITEM, name, MethodTypeDesc.of(kind.upperBound()));
            if (kind == TypeKind.REFERENCE) {
                out.checkcast(type);
            }
        }
    }
}
