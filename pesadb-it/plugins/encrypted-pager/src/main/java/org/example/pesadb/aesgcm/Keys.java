package org.example.pesadb.aesgcm;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * What comes of a key and a salt, by HKDF-SHA-256 (RFC 5869). Immutable.
 *
 * @param salt  of the main file
 * @param pages key of its pages
 * @param log   key of its log's
 * @param check tells nothing of the others, and is another one for every other key
 */
record Keys(byte[] salt, SecretKey pages, SecretKey log, byte[] check) {
    static final int SALT_BYTES = 16;
    static final int CHECK_BYTES = 16;

    static final SecureRandom RANDOM = new SecureRandom();

    private static final String HMAC = "HmacSHA256";

    static Keys of(byte[] key, byte[] salt) {
        byte[] extracted = hmac(salt, key);
        return new Keys(
                salt,
                new SecretKeySpec(expand(extracted, "main file"), "AES"),
                new SecretKeySpec(expand(extracted, "log"), "AES"),
                Arrays.copyOf(expand(extracted, "check"), CHECK_BYTES));
    }

    static byte[] newSalt() {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return salt;
    }

    /** The first block of HKDF-Expand, which is as long as an AES-256 key. */
    private static byte[] expand(byte[] extracted, String what) {
        return hmac(extracted, (AesGcmPagerProvider.NAME + " " + what + "\1").getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + HMAC, impossible);
        }
    }
}
