package org.cria.model.gguf;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens a file and, where it is the first shard of a split model, the other shards beside it. */
final class SplitReader {
    static final String COUNT = "split.count";
    static final String NUMBER = "split.no";
    static final String TENSORS = "split.tensors.count";
    private static final int MOST_SHARDS = 65_535;

    private final Arena arena;

    /** @param arena ends the mappings */
    SplitReader(Arena arena) {
        this.arena = arena;
    }

    /** All shards in order; one for a file that is not split. */
    List<Shard> read(Path file) {
        Shard first = GgufReader.read(file, 0, arena);
        int count = first.metadata().integer(COUNT, 1);
        if (count < 0 || count > MOST_SHARDS) {
            throw wrongKey(first, COUNT, count, "0 to " + MOST_SHARDS);
        }
        if (count < 2) {
            return List.of(first);
        }
        SplitName name = firstName(file, first, count);
        List<Shard> shards = new ArrayList<>();
        shards.add(first);
        for (int i = 1; i < count; i++) {
            shards.add(next(file.resolveSibling(name.withNumber(i + 1).text()), i, first, count));
        }
        checkTotal(shards);
        return shards;
    }

    private static SplitName firstName(Path file, Shard first, int count) {
        int number = first.metadata().integer(NUMBER);
        Optional<SplitName> name = SplitName.of(file);
        if (number != 0) {
            throw new GgufException(
                    first.place(),
                    "the file is shard " + (number + 1L) + " of " + count,
                    "the first shard",
                    "Open " + name.map(n -> n.withNumber(1).text()).orElse("the first shard") + " instead.");
        }
        return name.filter(n -> n.number() == 1 && n.count() == count)
                .orElseThrow(() -> new GgufException(
                        first.place(),
                        "the file is the first of " + count + " shards",
                        "a name that ends in " + new SplitName("", 1, count).text(),
                        "Give all shards the names that they were published with."));
    }

    private Shard next(Path file, int index, Shard first, int count) {
        if (!Files.exists(file)) {
            throw new GgufException(
                    first.place(),
                    "shard " + GgufReader.place(file) + " is missing",
                    "all " + count + " shards in one folder",
                    "Download " + GgufReader.place(file) + " too.");
        }
        Shard shard = GgufReader.read(file, index, arena);
        checkSame(shard, first, COUNT);
        checkSame(shard, first, TENSORS);
        int number = shard.metadata().integer(NUMBER);
        if (number != index) {
            throw wrongKey(shard, NUMBER, number, String.valueOf(index));
        }
        return shard;
    }

    private static void checkSame(Shard shard, Shard first, String key) {
        int expected = first.metadata().integer(key, 0);
        int found = shard.metadata().integer(key, expected);
        if (found != expected) {
            throw wrongKey(shard, key, found, expected + " as in " + first.place());
        }
    }

    private static void checkTotal(List<Shard> shards) {
        Shard first = shards.getFirst();
        int total = shards.stream().mapToInt(shard -> shard.tensors().size()).sum();
        int stated = first.metadata().integer(TENSORS, total);
        if (stated != total) {
            throw wrongKey(first, TENSORS, stated, total + ", the tensors in all shards");
        }
    }

    private static GgufException wrongKey(Shard shard, String key, int found, String expected) {
        return new GgufException(
                shard.place(),
                "metadata key '" + key + "' is " + found,
                expected,
                "The shards do not belong together; download them all again.");
    }
}
