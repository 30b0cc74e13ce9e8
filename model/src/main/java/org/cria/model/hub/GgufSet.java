package org.cria.model.hub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model in GGUF: a file, or the shards of a split one.
 *
 * @param files  in the order of their numbers
 * @param shards how many there have to be
 */
record GgufSet(List<RepoFile> files, int shards) {
    private static final Pattern SHARD = Pattern.compile("(?i)(.*)-(\\d{5})-of-(\\d{5})\\.gguf");

    /** Formats as file names tell them; {@code UD-} marks mixtures of Unsloth's. */
    private static final Pattern QUANT = Pattern.compile(
            "(?i)(?:^|[-._/ ])((?:UD-)?(?:I?Q\\d(?:_[A-Z0-9]+)*|BF16|F16|FP16|F32|MXFP4(?:_MOE)?|NVFP4|TQ\\d_\\d))(?=[-._/ ]|$)");

    /** Files in GGUF that are no model to talk with. */
    private static final Pattern ASIDE = Pattern.compile("(?i)(?:mmproj|mtp-|.*imatrix|.*-lora[-.]).*");

    GgufSet {
        files = List.copyOf(files);
    }

    /** The models among files, in the order of their paths. */
    static List<GgufSet> among(List<RepoFile> all) {
        Map<String, List<RepoFile>> byStem = new LinkedHashMap<>();
        all.stream()
                .filter(file -> file.path().toLowerCase(Locale.ROOT).endsWith(".gguf"))
                .filter(file -> !ASIDE.matcher(file.fileName()).matches())
                .sorted(Comparator.comparing(RepoFile::path))
                .forEach(file -> byStem.computeIfAbsent(stem(file), _ -> new ArrayList<>())
                        .add(file));
        return byStem.values().stream()
                .map(files -> new GgufSet(files, count(files.getFirst())))
                .toList();
    }

    /** What the shards of a model have in common; of a file that is no shard, its path. */
    private static String stem(RepoFile file) {
        Matcher shard = SHARD.matcher(file.path());
        return shard.matches() ? shard.group(1) + " " + shard.group(3) : file.path();
    }

    private static int count(RepoFile file) {
        Matcher shard = SHARD.matcher(file.path());
        return shard.matches() ? Integer.parseInt(shard.group(3)) : 1;
    }

    boolean isWhole() {
        return files.size() == shards;
    }

    /** The file that the model is opened by. */
    RepoFile first() {
        return files.getFirst();
    }

    long bytes() {
        return files.stream().mapToLong(RepoFile::bytes).sum();
    }

    /** The format in the name, in capitals: {@code Q4_K_M}. */
    Optional<String> quant() {
        Matcher shard = SHARD.matcher(first().path());
        String name = shard.matches() ? shard.group(1) : first().path().replaceFirst("(?i)\\.gguf$", "");
        Matcher matcher = QUANT.matcher(name);
        Optional<String> last = Optional.empty();
        for (int at = 0; matcher.find(at); at = matcher.end(1)) {
            last = Optional.of(matcher.group(1).toUpperCase(Locale.ROOT));
        }
        return last;
    }

    /** Whether somebody who asks for this format means this model. */
    boolean is(String asked) {
        return quant().filter(asked.toUpperCase(Locale.ROOT)::equals).isPresent();
    }
}
