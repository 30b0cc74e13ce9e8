package org.cria.emulator.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cria.emulator.Emulator;
import org.cria.emulator.Finding;
import org.cria.emulator.FindingKind;
import org.cria.emulator.launch.DeviceBuffer;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** What the host knows of an array whose newest values may be on the device. */
final class HostCopy implements HostWatch {
    private static final VarHandle WATCH = watchOfArrays();

    private final TornadoNativeArray array;
    /** Elements that only a device has anew. */
    private final boolean[] stale;
    /** Elements copied from device memory that nobody had written. */
    private final boolean[] undefined;

    private final List<DeviceBuffer> buffers = new ArrayList<>();
    private final Emulator emulator;
    private String name;

    private HostCopy(TornadoNativeArray array, Emulator emulator) {
        this.array = array;
        this.stale = new boolean[array.getSize()];
        this.undefined = new boolean[array.getSize()];
        this.emulator = emulator;
        this.name = array.getClass().getSimpleName() + " of " + array.getSize();
    }

    private static VarHandle watchOfArrays() {
        try {
            return MethodHandles.privateLookupIn(TornadoNativeArray.class, MethodHandles.lookup())
                    .findVarHandle(TornadoNativeArray.class, "watch", HostWatch.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the arrays' field for the emulator is not there", e);
        }
    }

    /** The state of an array; another emulator starts anew with what the host has. */
    static HostCopy of(TornadoNativeArray array, Emulator emulator) {
        HostCopy copy = (HostCopy) WATCH.get(array);
        if (copy == null || !copy.emulator.equals(emulator)) {
            copy = new HostCopy(array, emulator);
            WATCH.set(array, copy);
        }
        return copy;
    }

    /** Nobody watches the array any more. */
    static void forget(TornadoNativeArray array) {
        WATCH.set(array, null);
    }

    /** What findings call the array. */
    void call(String parameter) {
        name = parameter;
    }

    /** A new device copy with nothing in it. */
    DeviceBuffer allocate() {
        DeviceBuffer buffer = new DeviceBuffer(array.getSize(), array.getElementSize(), stale);
        buffers.add(buffer);
        return buffer;
    }

    /** Takes a copy that was released, empty; false where it belongs to another emulator's time. */
    boolean takeBack(DeviceBuffer buffer) {
        if (!buffer.tells(stale)) {
            return false;
        }
        buffer.renew();
        buffers.add(buffer);
        return true;
    }

    void release(DeviceBuffer buffer) {
        buffers.remove(buffer);
        if (buffers.isEmpty()) {
            for (boolean old : stale) {
                if (old) {
                    return;
                }
            }
            WATCH.set(array, null);
        }
    }

    /** The device now has what the host has, no better. */
    void copiedTo(DeviceBuffer buffer) {
        for (int i = 0; i < stale.length; i++) {
            if (stale[i]) {
                buffer.outdate(i);
            } else if (undefined[i]) {
                buffer.empty(i);
            }
        }
    }

    /** The host now has what the device has; elements without a value there have none here. */
    void copiedFrom(DeviceBuffer buffer) {
        for (int i = 0; i < stale.length; i++) {
            stale[i] = false;
            undefined[i] = !buffer.holds(i);
        }
    }

    @Override
    public void read(int index) {
        if (stale[index]) {
            tell(
                    index,
                    ", which a device has written since it was copied to the host."
                            + " Transfer it to the host after the last task that writes it.");
        } else if (undefined[index]) {
            tell(index, ", which was copied from the device, where nothing had written it.");
        }
    }

    private void tell(int index, String why) {
        Arrays.fill(stale, false); // told once
        Arrays.fill(undefined, false);
        String message = "the host reads " + name + "[" + index + "]" + why;
        emulator.found(List.of(new Finding(FindingKind.STALE_HOST_READ, "", "", name, index, List.of(), "", message)));
    }

    @Override
    public void written(int index) {
        stale[index] = false;
        undefined[index] = false;
        for (DeviceBuffer buffer : buffers) {
            buffer.outdate(index);
        }
    }

    /** Elements without a value are no finding here: who takes a whole array may use a part. */
    @Override
    public void readAll() {
        for (int i = 0; i < stale.length; i++) {
            if (stale[i]) {
                read(i);
            }
        }
    }
}
