package org.cria.model.chat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Knows templates by their whole Jinja text, which is not run. Marks such as {@code <|im_start|>} are not enough: templates that have
 * the same ones differ in spaces, in trimming and in a system text of their own, and a format that is nearly right makes a model worse
 * without anybody noticing.
 *
 * <p>Of each text here, what Jinja makes of conversations with and without a system text, of one message and of several, and with white
 * space around them, was compared with what the template of that name writes.
 */
final class Recognition {
    /**
     * A text that is known.
     *
     * @param sha256 of the text as {@link #canonical}
     * @param name of the template that writes the same
     * @param system what it puts where no system text is given; null where nothing
     */
    private record Known(
            String sha256, String name, @Nullable String system) {}

    private static final Map<String, Known> TEXTS = List.of(
                    // Meta: Llama 2, Llama 3, Llama 3.1.
                    known("5dc3ab76a98f3889ad7f7af42d81259e2600c751b3fab807c1d08e9768e9d0a1", "llama2"),
                    known("c67be83aa8fb97166ea34334a611bab739b930e6479764f0aaceb098d3e8bf34", "llama2"),
                    known("c4b949bca331afa7cf5dd66ef647890be7648ff538b969e1678f0131ca35654d", "llama3"),
                    known("99799a835a31e1d33c4a9c7ee8a0de3923b291a95155ed6dc8efcbd0fe1d0238", "llama3.1"),
                    known("ca5d705c532c39e703c3406247ea8db9035d1a071a2c941de522a105450b7f7c", "llama3.1"),
                    // The built-in model's.
                    known("b0c46c01d9cf3754a1b9da6d3aff9f06f61df5c30f7273caa925c3b14313800f", "llama2"),
                    // ChatML: the plain ones, Dolphin, InternLM 2; with a system text of their own Qwen 2.5 and Qwen
                    // 2.5 VL.
                    known("153280e3ff55d19da1398bdb3914ee2a51b80429bfaedde11d7d216c39db80f3", "chatml"),
                    known("f950548988e50713a9975a11be0eaf1d29c4fe4be0ba22a57daeebbc27a7adb9", "chatml"),
                    known("58c1a1f04baa7adaeaba1f90267c3d57d9396f0c1f0129bdde9e76d3c6784af7", "chatml"),
                    known("3ce2fe9753f9a77a601f55dfcab7cd46fbc91324aae0f78ca38d194a4eaef8d5", "chatml"),
                    new Known(
                            "a18cc698dd45623eb707279d08e66f7bb8d76afc89ead84016b88487b395b5cc",
                            "chatml",
                            "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."),
                    new Known(
                            "a0bc6f6fc7a29a80017a433e8f03a1cc1236e838a944a2d034295a60c4f2fddb",
                            "chatml",
                            "You are a helpful assistant."),
                    new Known(
                            "ed6c77ff7d466a00bd52dc6d00784f18fa6a1f2350f2213fb7949d18bd8c37d4",
                            "chatml",
                            "You are a young llama, still small."),
                    // Zephyr, Vicuna, Alpaca.
                    known("66291cf0045c2425a3a667cf3cbb7af2b11f09e025c02f97245323ab79119362", "zephyr"),
                    known("28a27a2158a19894572c52ca64740d18ba15b11397f3ac454b810f4ae0dbdb4f", "zephyr"),
                    known("e81af1094a00aa19abca95ec1ef3583e83be1d6f1acab78ef37f324c965a8c3f", "vicuna"),
                    known("a9ece24823c37b5bb6087351a3778aa8bdea281abec758f70cc8c212e5e783d1", "alpaca"))
            .stream()
            .collect(Collectors.toUnmodifiableMap(Known::sha256, known -> known));

    private Recognition() {}

    private static Known known(String sha256, String name) {
        return new Known(sha256, name, null);
    }

    static Optional<ChatTemplate> of(String jinja) {
        Known known = TEXTS.get(sha256(canonical(jinja)));
        if (known == null) {
            return Optional.empty();
        }
        ChatTemplate template = ChatTemplates.named(known.name);
        return Optional.of(known.system == null ? template : template.withDefaultSystem(known.system));
    }

    /** The text without what means nothing to Jinja: how lines end, a line break at the end, and whether one in a string is escaped. */
    private static String canonical(String jinja) {
        String lines = jinja.replace("\r\n", "\n");
        String text = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
        return text.replace("\\n", "\n");
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
