package org.pesadb.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pesadb.testing.Seeds;

class TextOrderTest {
    @Test
    void supplementaryCharactersComeAfterThePrivateUseArea() {
        String emoji = new String(Character.toChars(0x1F600));
        assertTrue(TextOrder.compare("\uFFFD", emoji) < 0, "by code point");
        assertTrue("\uFFFD".compareTo(emoji) > 0, "as String would not");
    }

    @Test
    void orderIsThatOfTheUtf8Bytes() {
        Random random = Seeds.random("TextOrderTest");
        for (int i = 0; i < 20_000; i++) {
            String a = Seeds.text(random, 6);
            String b = random.nextInt(4) == 0 ? a + Seeds.text(random, 2) : Seeds.text(random, 6);
            int expected =
                    Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
            assertEquals(Integer.signum(expected), Integer.signum(TextOrder.compare(a, b)), () -> a + " and " + b);
        }
    }
}
