package org.example.pesadb.aesgcm;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** Seals pages and opens them, under one key. Threads share it. */
final class Sealer {
    static final int PAGE_BYTES = 4096;
    static final int SEALED_BYTES = PAGE_BYTES + 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final SecretKey key;
    private final byte place;
    private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(Sealer::cipher);

    /** @param place a letter for what the pages stand in: those of one place are not authentic in another */
    Sealer(SecretKey key, char place) {
        this.key = key;
        this.place = (byte) place;
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has AES-GCM", impossible);
        }
    }

    /**
     * Seals a page.
     *
     * @param page     its number
     * @param position of its version in the log; 0 in the main file
     * @param image    begins with the page
     * @param from     where in it
     * @param into     gets {@link #SEALED_BYTES}
     * @param at       where in it
     */
    void seal(long page, long position, byte[] image, int from, byte[] into, int at) {
        byte[] nonce = new byte[NONCE_BYTES];
        Keys.RANDOM.nextBytes(nonce);
        System.arraycopy(nonce, 0, into, at, NONCE_BYTES);
        try {
            Cipher cipher = begin(Cipher.ENCRYPT_MODE, nonce, page, position);
            cipher.doFinal(image, from, PAGE_BYTES, into, at + NONCE_BYTES);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("page " + page + " cannot be encrypted", impossible);
        }
        Arrays.fill(into, at + NONCE_BYTES + PAGE_BYTES + TAG_BYTES, at + SEALED_BYTES, (byte) 0);
    }

    /**
     * Opens a sealed page.
     *
     * @return false where it is not authentic: changed, of another place, or of another key
     */
    boolean open(long page, long position, byte[] sealed, int from, byte[] into, int at) {
        byte[] nonce = Arrays.copyOfRange(sealed, from, from + NONCE_BYTES);
        try {
            Cipher cipher = begin(Cipher.DECRYPT_MODE, nonce, page, position);
            cipher.doFinal(sealed, from + NONCE_BYTES, PAGE_BYTES + TAG_BYTES, into, at);
            return true;
        } catch (AEADBadTagException notAuthentic) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("page " + page + " cannot be decrypted", impossible);
        }
    }

    private Cipher begin(int mode, byte[] nonce, long page, long position) throws GeneralSecurityException {
        Cipher cipher = ciphers.get();
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(ByteBuffer.allocate(1 + 2 * Long.BYTES)
                .put(place)
                .putLong(page)
                .putLong(position)
                .flip());
        return cipher;
    }

    /** Whether bytes are all zeros, as those of a page are that was never written. */
    static boolean blank(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
