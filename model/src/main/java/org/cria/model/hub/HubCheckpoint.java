package org.cria.model.hub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model in safetensors as Hugging Face has it: weights, and what tells how to read them, in a repository's topmost folder. */
final class HubCheckpoint {
    private static final String CONFIG = "config.json";

    private static final Set<String> TEXTS = Set.of(
            CONFIG,
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "tokenizer.model",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "chat_template.jinja",
            "chat_template.json",
            "model.safetensors.index.json");

    private static final String WHOLE = "model.safetensors";
    private static final Pattern SHARD = Pattern.compile("model-(\\d{5})-of-(\\d{5})\\.safetensors");

    private HubCheckpoint() {}

    /** The files of the model; nothing where it has no configuration or not all of its shards. */
    static Optional<List<RepoFile>> among(List<RepoFile> all) {
        List<RepoFile> files = new ArrayList<>(
                all.stream().filter(file -> TEXTS.contains(file.path())).toList());
        List<RepoFile> weights = weights(all);
        if (weights.isEmpty() || files.stream().noneMatch(file -> file.path().equals(CONFIG))) {
            return Optional.empty();
        }
        files.sort(Comparator.comparing(RepoFile::path));
        files.addAll(weights);
        return Optional.of(files);
    }

    private static List<RepoFile> weights(List<RepoFile> all) {
        List<RepoFile> whole =
                all.stream().filter(file -> file.path().equals(WHOLE)).toList();
        if (!whole.isEmpty()) {
            return whole;
        }
        List<RepoFile> shards = all.stream()
                .filter(file -> SHARD.matcher(file.path()).matches())
                .sorted(Comparator.comparing(RepoFile::path))
                .toList();
        if (shards.isEmpty()) {
            return List.of();
        }
        Matcher last = SHARD.matcher(shards.getLast().path());
        return last.matches() && Integer.parseInt(last.group(2)) == shards.size() ? shards : List.of();
    }
}
