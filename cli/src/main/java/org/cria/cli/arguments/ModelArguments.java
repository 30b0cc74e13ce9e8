package org.cria.cli.arguments;

import java.nio.file.Path;
import org.cria.cli.device.DeviceUser;
import org.cria.cli.models.ModelFile;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import picocli.CommandLine.Mixin;

/** The options of every command that loads a model. */
public final class ModelArguments implements DeviceUser {
    @Mixin
    private final ModelFile model = new ModelFile();

    @Mixin
    private final LoadingArguments loading = new LoadingArguments();

    public boolean verbose() {
        return loading.verbose();
    }

    /** The file of the model. */
    public Path file() {
        return model.file();
    }

    /** The file that a user means by another option of the same command. */
    Path other(Path given) {
        return model.other(given);
    }

    @Override
    public String device() {
        return loading.device();
    }

    @Override
    public long plannedBytes() {
        return loading.plannedBytes(model.atHand(), 1);
    }

    public ModelOptions options() {
        return loading.options();
    }

    /** The same on a device of this name, unless the user named another; no device is looked for. */
    public ModelOptions optionsUnlessNamed(String device) {
        return loading.optionsUnlessNamed(device);
    }

    /** Whether the user named a model. */
    public boolean isGiven() {
        return model.isGiven();
    }

    LoadingArguments loading() {
        return loading;
    }

    /** Opens the model and says what it runs on, where that is worth a line. */
    public Model open() {
        return open(options());
    }

    public Model open(ModelOptions options) {
        return loading.open(model.file(), options);
    }
}
