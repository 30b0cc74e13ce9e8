package org.cria.model.quantise;

import org.cria.model.gguf.Metadata;

/**
 * What of a model's shape the choice of formats asks.
 *
 * @param queriesPerKey heads that share a head of keys and values; 0 where the file does not tell
 * @param layers of the model
 * @param experts of a layer; 0 without
 * @param is70B whether it is one of the models of 80 layers whose values are few
 */
record ModelShape(String architecture, int queriesPerKey, int layers, int experts, boolean is70B) {
    static ModelShape of(Metadata metadata) {
        String architecture = metadata.string("general.architecture", "");
        int heads = first(metadata, architecture + ".attention.head_count", 0);
        int keyHeads = first(metadata, architecture + ".attention.head_count_kv", heads);
        int layers = metadata.integer(architecture + ".block_count", 0);
        int experts = metadata.integer(architecture + ".expert_count", 0);
        boolean is70B = layers == 80
                && switch (architecture) {
                    case "llama" -> heads != keyHeads && experts != 8;
                    case "qwen2", "deci" -> true;
                    default -> false;
                };
        return new ModelShape(architecture, keyHeads == 0 ? 0 : heads / keyHeads, layers, experts, is70B);
    }

    boolean isFalcon() {
        return architecture.equals("falcon");
    }

    /** A number, or the first of numbers that layers have of their own. */
    private static int first(Metadata metadata, String key, int fallback) {
        if (!metadata.contains(key)) {
            return fallback;
        }
        return metadata.isArray(key)
                ? metadata.integers(key)
                        .filter(numbers -> numbers.length > 0)
                        .map(numbers -> numbers[0])
                        .orElse(fallback)
                : metadata.integer(key);
    }
}
