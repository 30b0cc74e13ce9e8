package org.cria.cli.arguments;

import java.util.function.Supplier;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What options say, checked: a value that nothing can have is wrong usage, not a failure. */
public final class Usage {
    private Usage() {}

    /**
     * The value.
     *
     * @param command whose options it comes from
     * @throws ParameterException where it is refused with a {@link CriaException}
     */
    public static <T> T checked(CommandSpec command, Supplier<T> value) {
        try {
            return value.get();
        } catch (CriaException e) {
            throw new ParameterException(command.commandLine(), Wording.of(e), e);
        }
    }
}
