package org.cria.model.hub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Footprint;

/**
 * Which files of a repository a reference means.
 *
 * @param files what is needed
 * @param first the path of the file that the model is opened by; empty: the folder of all
 * @param label the reference that names exactly this
 * @param notes what the user should know of the choice
 */
record FileChoice(List<RepoFile> files, Optional<String> first, HubReference label, List<String> notes) {
    /** Formats that are taken where none is named, best first: small, and close to the model in 16 bits. */
    private static final List<String> PREFERRED = List.of(
            "Q4_K_M", "UD-Q4_K_XL", "Q4_K_S", "Q4_0", "IQ4_XS", "IQ4_NL", "Q4_1", "Q5_K_M", "Q5_K_S", "Q6_K", "Q8_0");

    /** What Cria runs, as far as names tell. */
    private static final Pattern RUNS =
            Pattern.compile("(?:UD-)?(?:Q[2-6]_K(?:_[A-Z]+)?|Q[45]_[01]|Q8_0|IQ4_(?:NL|XS)|B?F16|FP16|F32)");

    /** Files that run code of their maker's when they are opened as they are meant to be. */
    private static final Pattern PICKLE =
            Pattern.compile("(?i).*\\.(?:bin|pt|pth|pkl|pickle|ckpt|joblib|npy|npz|h5|keras|msgpack)");

    FileChoice {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }

    /**
     * Chooses.
     *
     * @param memory bytes that the model may take where no format is named
     * @throws CriaException if nothing fits the reference, with what there is
     */
    static FileChoice of(HubReference reference, List<RepoFile> all, long memory) {
        if (reference.file().isPresent()) {
            return file(reference, all, reference.file().get());
        }
        List<GgufSet> models = GgufSet.among(all);
        if (reference.quant().isPresent()) {
            return quant(reference, models, reference.quant().get());
        }
        if (!models.isEmpty()) {
            return usual(reference, models, memory);
        }
        return HubCheckpoint.among(all)
                .map(files -> new FileChoice(files, Optional.empty(), reference.ofRepository(), List.of()))
                .orElseThrow(() -> nothing(reference, all));
    }

    private static FileChoice file(HubReference reference, List<RepoFile> all, String path) {
        if (PICKLE.matcher(path).matches()) {
            throw HubRefusal.refusal(
                    reference,
                    "a file of this kind may run code of its maker's when it is opened, so it is not downloaded, expected"
                            + " GGUF or safetensors. Choose another.");
        }
        RepoFile found = all.stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow(() -> HubRefusal.refusal(
                        reference, "the repository has no file '" + path + "'. " + there(GgufSet.among(all))));
        return GgufSet.among(all).stream()
                .filter(set -> set.files().contains(found))
                .findFirst()
                .map(set -> chosen(reference, set, List.of()))
                .orElseGet(() -> new FileChoice(List.of(found), Optional.of(path), reference, List.of()));
    }

    private static FileChoice quant(HubReference reference, List<GgufSet> models, String quant) {
        List<GgufSet> found = models.stream().filter(set -> set.is(quant)).toList();
        if (found.isEmpty()) {
            found = models.stream().filter(set -> set.is("UD-" + quant)).toList();
        }
        if (found.isEmpty()) {
            throw HubRefusal.refusal(
                    reference.ofRepository(),
                    "the repository has no file of the format '" + quant + "'. " + there(models));
        }
        return only(reference, found, List.of());
    }

    /** The format that is preferred, else the largest below it that fits. */
    private static FileChoice usual(HubReference reference, List<GgufSet> models, long memory) {
        List<GgufSet> whole = models.stream().filter(GgufSet::isWhole).toList();
        List<GgufSet> running = whole.stream()
                .filter(set -> set.quant().filter(RUNS.asMatchPredicate()).isPresent())
                .toList();
        if (running.isEmpty()) {
            return only(reference, models, List.of());
        }
        String wanted = PREFERRED.stream()
                .filter(quant -> running.stream().anyMatch(set -> set.is(quant)))
                .findFirst()
                .orElseGet(() -> smallest(running).quant().orElseThrow());
        List<GgufSet> usual = running.stream().filter(set -> set.is(wanted)).toList();
        long bytes = usual.stream().mapToLong(GgufSet::bytes).max().orElseThrow();
        if (fits(bytes, memory) || usual.size() > 1) {
            return only(reference, usual, List.of());
        }
        GgufSet smaller = running.stream()
                .filter(set -> fits(set.bytes(), memory))
                .max(Comparator.comparingLong(GgufSet::bytes))
                .orElseThrow(() -> tooLarge(reference, smallest(running), memory));
        String note = wanted + " would take " + Footprint.text(bytes) + ", and " + Footprint.text(memory)
                + " of memory are free, so this is " + smaller.quant().orElseThrow();
        return chosen(reference, smaller, List.of(note));
    }

    /** With room for the cache and what is computed with. */
    private static boolean fits(long bytes, long memory) {
        return bytes + bytes / 10 <= memory;
    }

    private static GgufSet smallest(List<GgufSet> sets) {
        return sets.stream().min(Comparator.comparingLong(GgufSet::bytes)).orElseThrow();
    }

    private static FileChoice only(HubReference reference, List<GgufSet> sets, List<String> notes) {
        if (sets.size() > 1) {
            throw HubRefusal.refusal(
                    reference,
                    "this may mean " + paths(sets) + ". Name one: "
                            + reference
                                    .withFile(
                                            Optional.of(sets.getFirst().first().path()))
                                    .text());
        }
        return chosen(reference, sets.getFirst(), notes);
    }

    private static FileChoice chosen(HubReference reference, GgufSet set, List<String> notes) {
        if (!set.isWhole()) {
            throw HubRefusal.refusal(
                    reference,
                    "the repository has " + set.files().size() + " of the " + set.shards()
                            + " shards of this model, expected" + " all. Choose another.");
        }
        HubReference label = reference.file().isPresent()
                ? reference
                : set.quant()
                        .map(reference::withQuant)
                        .orElseGet(
                                () -> reference.withFile(Optional.of(set.first().path())));
        return new FileChoice(set.files(), Optional.of(set.first().path()), label, notes);
    }

    private static CriaException tooLarge(HubReference reference, GgufSet smallest, long memory) {
        return HubRefusal.refusal(
                reference,
                "even " + smallest.quant().orElseThrow() + " would take " + Footprint.text(smallest.bytes()) + ", and "
                        + Footprint.text(memory)
                        + " of memory are free. Free some, or name it to have it all the same: "
                        + reference.withQuant(smallest.quant().orElseThrow()).text());
    }

    private static CriaException nothing(HubReference reference, List<RepoFile> all) {
        boolean pickles = all.stream()
                .anyMatch(file -> file.path().toLowerCase(Locale.ROOT).matches(".*\\.(?:bin|pt|pth)"));
        return HubRefusal.refusal(
                reference,
                pickles
                        ? "the weights are there as pickles only, which may run code of their maker's when they are opened,"
                                + " expected GGUF or safetensors. Choose another repository of the model."
                        : "the repository has no model in GGUF or safetensors. Choose another.");
    }

    private static String there(List<GgufSet> models) {
        if (models.isEmpty()) {
            return "It has none in GGUF. Leave the format out for what it has.";
        }
        List<String> quants =
                models.stream().flatMap(set -> set.quant().stream()).distinct().toList();
        return "There are " + (quants.isEmpty() ? paths(models) : String.join(", ", quants)) + ".";
    }

    private static String paths(List<GgufSet> sets) {
        List<String> paths = new ArrayList<>();
        sets.stream().limit(8).map(set -> set.first().path()).forEach(paths::add);
        return String.join(", ", paths) + (sets.size() > paths.size() ? " and others" : "");
    }
}
