package org.example.pesadb.aesgcm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.PagerContext;

/** Where the key comes from. It is no file of the database, so it is read around the file layer. */
final class KeyFile {
    private static final int KEY_BYTES = 32;

    private KeyFile() {}

    /**
     * Reads the key that was set for a pager.
     *
     * @throws PesaDbException IO where none was set, or none is there
     */
    static byte[] read(PagerContext context) {
        String setting = AesGcmPagerProvider.NAME + "." + AesGcmPagerProvider.KEY_FILE;
        String set = context.settings().get(AesGcmPagerProvider.KEY_FILE);
        if (set == null) {
            throw new PesaDbException(
                    ErrorCode.IO,
                    context.path() + " is encrypted, and no key was given: set " + setting
                            + " to a file with 32 bytes or 64 hexadecimal digits");
        }
        byte[] content;
        try {
            content = Files.readAllBytes(Path.of(set));
        } catch (IOException failed) {
            throw new PesaDbException(
                    ErrorCode.IO,
                    "the key of " + context.path() + " cannot be read from " + set + ": " + failed + "; set " + setting
                            + " to the file that has it",
                    failed);
        }
        if (content.length == KEY_BYTES) {
            return content;
        }
        String digits = new String(content, StandardCharsets.ISO_8859_1).strip();
        if (!digits.matches("[0-9a-fA-F]{" + 2 * KEY_BYTES + "}")) {
            throw new PesaDbException(
                    ErrorCode.IO,
                    set + " holds no key for " + context.path() + ": it has " + content.length
                            + " bytes, where 32 bytes or 64 hexadecimal digits are due");
        }
        return HexFormat.of().parseHex(digits);
    }
}
