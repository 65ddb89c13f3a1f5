package org.example.pesadb.aesgcm;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;

/** The pager {@code paged} on encrypted files. Stateless. */
public final class AesGcmPagerProvider implements PagerProvider {
    static final String NAME = "aes-gcm";
    static final String KEY_FILE = "key-file";

    /** Made by {@link java.util.ServiceLoader}. */
    public AesGcmPagerProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int formatVersion() {
        return OwnPart.VERSION;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(KEY_FILE, "a file with the key: 32 bytes, or 64 hexadecimal digits; needed each time");
    }

    /** Asked for when it is needed: the registry is not there yet when this object is made. */
    private static PagerProvider inner() {
        return Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, "paged");
    }

    @Override
    public void create(PagerContext context) {
        byte[] key = KeyFile.read(context);
        byte[] salt = Keys.newSalt();
        inner().create(within(context, Keys.of(key, salt), key, () -> salt));
    }

    @Override
    public Pager open(PagerContext context) {
        byte[] key = KeyFile.read(context);
        PagerContext within = within(context, keysOf(context, key), key, Keys::newSalt);
        return new EncryptedPager(inner().open(within));
    }

    @Override
    public Pager openDamaged(PagerContext context, Consumer<Fault> found) {
        byte[] key = KeyFile.read(context);
        PagerContext within = within(context, keysOf(context, key), key, Keys::newSalt);
        return new EncryptedPager(inner().openDamaged(within, found));
    }

    /** The keys of a database that is there; nothing of it has been written to before this has found the key to be right. */
    private static Keys keysOf(PagerContext context, byte[] key) {
        try (DataFile main = context.files().open(context.path(), FileLayer.Mode.READ)) {
            OwnPart own = OwnPart.read(main, context.path().toString());
            if (own == null) {
                throw new CorruptException(context.path() + " ends within its first " + OwnPart.END
                        + " bytes, where the pager '" + NAME + "' has the salt of its keys; restore it from a backup");
            }
            return own.keys(key, context.path().toString());
        } catch (IOException failed) {
            throw FileFailures.of("open", context.path(), failed);
        }
    }

    /**
     * The inner pager's context.
     *
     * @param salts of files that are made
     */
    private static PagerContext within(PagerContext context, Keys keys, byte[] key, Supplier<byte[]> salts) {
        return context.within(inner().formatVersion())
                .at(new EncryptedFiles(context.files(), context.spillFolder(), key, salts))
                .with(
                        new EncryptedLogProvider(context.log(), keys.log()),
                        context.logContext().withPageBytes(Sealer.SEALED_BYTES));
    }
}
