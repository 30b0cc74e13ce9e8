package org.cria.server.work;

import java.util.List;
import java.util.Optional;
import org.cria.server.json.ApiException;

/** A server's only model, loaded all the time. Its owner closes it. */
public record OneModel(ServedModel model) implements Models {
    @Override
    public List<Entry> list() {
        return List.of(new Entry(model.name(), model.created(), true));
    }

    @Override
    public Lease use(Optional<String> name) {
        if (name.isPresent() && !name.get().equals(model.name())) {
            throw ApiException.noModel(
                    "the model '" + name.get() + "' is not served here, expected '" + model.name() + "'.");
        }
        return new Lease() {
            @Override
            public ServedModel model() {
                return model;
            }

            @Override
            public void close() {
                // it stays
            }
        };
    }

    @Override
    public boolean isOpen() {
        return model.scheduler().isOpen();
    }
}
