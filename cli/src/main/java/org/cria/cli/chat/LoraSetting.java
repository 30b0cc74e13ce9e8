package org.cria.cli.chat;

import java.util.List;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.family.Tweak;
import org.cria.model.lora.LoraFile;

/** {@code /set lora}: how much adapters count, in a running chat. */
final class LoraSetting {
    static final String NAME = "lora";

    private LoraSetting() {}

    /** @param words after {@code lora}: none, an adapter's name and a scale, or the scale alone where there is one adapter */
    static void run(Dialogue dialogue, List<String> words) {
        Model model = dialogue.state().model();
        List<Tweak> tweaks = model.tweaks();
        if (tweaks.isEmpty()) {
            throw new CriaException("the model has no adapter. Start with --lora FILE.");
        }
        if (words.isEmpty()) {
            dialogue.screen().show(text(tweaks));
            return;
        }
        String value = words.getLast();
        String name =
                words.size() == 1 && tweaks.size() == 1 ? tweaks.getFirst().name() : words.getFirst();
        int index = tweaks.stream().map(Tweak::name).toList().indexOf(name);
        if (index < 0) {
            throw new CriaException("there is no adapter '" + name + "', expected one of "
                    + tweaks.stream().map(Tweak::name).collect(Collectors.joining(", ")) + ".");
        }
        float[] strengths = model.engine().strengths();
        strengths[index] = scale(words.size() == 1 && tweaks.size() > 1 ? "" : value, name);
        model.engine().adapt(strengths);
        dialogue.screen().note("[ " + text(model.tweaks()) + " now: what was said is read again. ]");
    }

    private static float scale(String value, String name) {
        try {
            float scale = Float.parseFloat(value);
            if (Math.abs(scale) <= LoraFile.MOST) {
                return scale;
            }
        } catch (NumberFormatException e) {
            // the same message
        }
        throw new CriaException("'" + value + "' is no scale for '" + name
                + "', expected a number from -1000 to 1000: /set lora " + name + " 0.5.");
    }

    /** All of them, in words. */
    static String text(List<Tweak> tweaks) {
        return tweaks.stream()
                .map(tweak -> tweak.name() + " " + tweak.strength())
                .collect(Collectors.joining(", "));
    }
}
