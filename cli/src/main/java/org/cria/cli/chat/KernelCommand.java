package org.cria.cli.chat;

import java.util.List;
import java.util.stream.Collectors;
import org.cria.cli.lab.ChatKernel;
import org.cria.kernels.CriaException;
import org.cria.kernels.lab.Socket;
import org.cria.kernels.lab.Sockets;
import org.cria.model.forward.Session;

/** {@code /kernel}: a kernel of one's own, in a running chat. */
final class KernelCommand {
    private static final String FORCE = "--force";

    private KernelCommand() {}

    /** @param argument {@code use FILE}, {@code off}, {@code list}, {@code diff}, or nothing */
    static boolean run(Dialogue dialogue, String argument) {
        ChatKernel kernel = dialogue.state().kernel();
        Screen screen = dialogue.screen();
        String[] words = argument.strip().split("\\s+", 2);
        switch (words[0]) {
            case "" -> screen.show(kernel.now().orElse("[ The device's own kernels run. ]"));
            case "use" -> screen.note("[ The next token runs on " + used(kernel, words) + ". ]");
            case "off" -> {
                kernel.off();
                screen.note("[ The device's own kernels run again. ]");
            }
            case "list" -> {
                screen.show("devices   " + names(Sockets.all(), true));
                screen.show("CPU rows  " + names(Sockets.all(), false));
            }
            case "diff" -> {
                Session session = dialogue.state().chat().session();
                int[] text = session.tokens();
                screen.show(kernel.difference(
                        text, text.length - dialogue.state().statistics().latestTokens()));
            }
            default ->
                throw new CriaException(
                        "'/kernel " + argument.strip() + "' is unknown, expected /kernel use FILE, off, list or diff.");
        }
        return true;
    }

    private static String used(ChatKernel kernel, String[] words) {
        if (words.length < 2) {
            throw new CriaException("'/kernel use' is incomplete, expected the name of a file: /kernel use FILE.");
        }
        boolean forced = words[1].endsWith(FORCE);
        String file = forced ? words[1].substring(0, words[1].length() - FORCE.length()) : words[1];
        return kernel.use(ChatFiles.path(file.strip()), forced);
    }

    private static String names(List<Socket> all, boolean ofDevices) {
        return all.stream()
                .filter(socket -> socket.isOfDevices() == ofDevices)
                .map(Socket::name)
                .collect(Collectors.joining(", "));
    }
}
