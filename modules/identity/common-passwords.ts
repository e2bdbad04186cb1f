/** Of at least ten characters and still among the first that anybody tries; gathered by hand from what is printed about leaked lists. */
export const commonPasswords: ReadonlySet<string> = new Set(`
1234567890 0123456789 0987654321 9876543210 12345678910 1234512345 1234554321 1111111111 0000000000 1122334455 1q2w3e4r5t 1qaz2wsx3edc q1w2e3r4t5 qwertyuiop qwertzuiop
qwerty1234 qwerty12345 qwerty123456 qwertz1234 qwertz12345 asdfghjkl1 asdfghjklö yxcvbnm123 zxcvbnm123 abcd123456 abcdefghij abc1234567 a123456789 aa12345678 123456789a 123456789q
password12 password123 password1234 password12345 password01 password2024 password2025 password2026 passwort12 passwort123 passwort1234 passwort12345 passwort2024 passwort2025 passwort2026
passw0rd123 p@ssw0rd123 p@ssword123 mypassword meinpasswort meinpasswort1 geheim1234 geheim12345 geheimnis1 topsecret1 hallo12345 hallo123456 hallohallo hallowelt1 helloworld hello12345
iloveyou12 iloveyou123 iloveyou1234 ichliebedich ichliebedich1 schatz1234 schatzi123 sommer2024 sommer2025 sommer2026 winter2024 winter2025 winter2026 frühling2026 herbst2026
welcome123 welcome1234 willkommen willkommen1 willkommen123 admin12345 admin123456 administrator administrator1 letmein123 changeme123 test123456 test1234567 testtest123 superman123
batman1234 starwars123 pokemon123 football123 fussball123 fußball123 baseball123 basketball dragon1234 monkey1234 sunshine123 princess123 prinzessin charlie123 michael123
computer123 internet123 samsung123 samsung1234 google1234 facebook123 linkedin123 bayern1234 deutschland deutschland1 borussia09 schalke04! master1234 killer1234 shadow1234
trustno1234 qazwsxedc1 1234qwerasdf qweasdzxc1 qweasdzxc123 asdasdasd1 asdf123456 asdfasdf12 asdfghjkl123 zaq12wsx34 aaaaaaaaaa abcabcabc1 abcabc1234 654321654321 123123123123 123456123456 121212121212 112233445566 123321123321
`.split(/\s+/).filter(Boolean))
