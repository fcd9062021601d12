"""Wordings in other languages than English. Accents and case do not count; see `wording.fold`."""

from smtpreply.tables.phrases_row import PhraseRow, phrase_row
from smtpreply.tables.rows import Source
from smtpreply.verdict import Reason

_R = Reason
_QQ = Source("https://service.mail.qq.com/detail/122/169")
_NETEASE = Source("https://help.mail.163.com/faq.do?m=list&categoryID=90")
_YANDEX = Source("https://yandex.com/support/mail/bounces/yandex.html")
_ORANGE = Source("https://www.postmastery.com/orange-postmaster-smtp-error-codes-ofr/")
_TONLINE = Source("https://postmaster.t-online.de/")
_COMMON = Source("Common wordings", "put in our own words; no document promises them")

# fmt: off
LANGUAGE_ROWS: tuple[PhraseRow, ...] = (
    phrase_row(
        "unknown-zh", _R.RECIPIENT_UNKNOWN, 0.9, "550 用户不存在",
        "(用户|收件人|邮箱|帐号|账号|帐户|账户|地址|信箱|邮件地址) .. (不存在|无效|未找到|错误|有误)", "(不存在|无效|无此|没有该|没有此) .. (用户|收件人|邮箱|帐号|账号|地址|信箱)", "查无此人", source=_QQ,
    ),
    phrase_row(
        "full-zh", _R.MAILBOX_FULL, 0.92, "552 收件人邮箱已满", "(邮箱|信箱|空间|容量) .. (已满|满了|不足|超出)", "(超出|超过) .. (配额|容量)", source=_QQ,
    ),
    phrase_row(
        "disabled-zh", _R.MAILBOX_DISABLED, 0.88, "550 该邮箱已停用", "(邮箱|帐号|账号|用户|帐户|账户) .. (停用|禁用|冻结|锁定|注销|被封|关闭)", source=_NETEASE,
    ),
    phrase_row(
        "rate-zh", _R.RATE_LIMITED, 0.9, "550 发送频率过高，请稍后再试", "(频率|次数|数量|连接数|频繁) .. (限制|过高|过多|超过|超出|过快)", "(发送|连接|登录|发信) .. (频繁|过快|过多|频率)",
        beats=(_R.SYSTEM_ERROR,), source=_QQ,
    ),
    phrase_row(
        "spam-zh", _R.SPAM_CONTENT, 0.85, "554 疑似垃圾邮件，拒绝接收", "垃圾(邮件|信|信息)", "(内容|邮件) .. (违规|被拒绝|拒绝|敏感)", source=_QQ,
    ),
    phrase_row(
        "blocked-zh", _R.BLOCKLISTED, 0.88, "554 您的IP在黑名单中", "黑名单", "(ip|地址) .. (被拒绝|被禁止|屏蔽|封禁)", beats=(_R.SPAM_CONTENT,), source=_NETEASE,
    ),
    phrase_row(
        "credentials-zh", _R.BAD_CREDENTIALS, 0.9, "535 登录失败，请使用授权码登录", "授权码", "(登录|认证|验证|登陆|身份验证) .. (失败|错误|不正确)", "密码 .. (错误|不正确|失败)",
        beats=(_R.RECIPIENT_UNKNOWN, _R.RATE_LIMITED), source=Source("https://github.com/cole/aiosmtplib/issues/41"),
    ),
    phrase_row(
        "unknown-ru", _R.RECIPIENT_UNKNOWN, 0.9, "550 пользователь не найден",
        "(пользователь|пользователя|получатель|получателя|ящик|ящика|адрес|адреса|адресат) .. (не найден|не существует|неизвестен|"
        "не зарегистрирован|отсутствует|недействителен)",
        "(нет|неизвестный|неверный|несуществующий) (такого|адрес)? (пользователя|пользователь|получателя|получатель|ящика|адреса|адрес|"
        "адресата)", "нет такого", source=_YANDEX,
    ),
    phrase_row(
        "full-ru", _R.MAILBOX_FULL, 0.92, "552 почтовый ящик переполнен",
        "(ящик|квота|почтовый ящик|место) .. (переполнен|превышена|превышен|заполнен|исчерпана)",
        "(превышен|превышена) .. (квота|размер ящика|лимит ящика)", source=_YANDEX,
    ),
    phrase_row(
        "disabled-ru", _R.MAILBOX_DISABLED, 0.88, "550 почтовый ящик заблокирован",
        "(ящик|пользователь|учетная запись|аккаунт) .. (заблокирован|отключен|заблокирована|отключена|неактивен)", source=_YANDEX,
    ),
    phrase_row(
        "spam-ru", _R.SPAM_CONTENT, 0.85, "554 сообщение отклонено по подозрению в спаме", "(спам|спама|спаме|спамом)",
        "(подозрение|подозрению|подозрении) .. (спам|спаме)", source=_YANDEX,
    ),
    phrase_row(
        "later-ru", _R.SYSTEM_ERROR, 0.6, "451 временная ошибка, попробуйте позже", "(попробуйте|повторите) .. позже",
        "(временная|временно) .. (ошибка|недоступен)", "внутренняя ошибка", source=_YANDEX,
    ),
    phrase_row(
        "unknown-fr", _R.RECIPIENT_UNKNOWN, 0.9, "550 5.1.1 adresse d au moins un destinataire invalide",
        "(destinataire|destinataires|utilisateur|adresse|compte|boite|boite aux lettres|adresse du destinataire) .. (invalide|inconnu|"
        "inconnue|inexistant|inexistante|nexiste|introuvable|n existe|incorrecte|non valide)",
        "(destinataire|utilisateur|adresse) (inconnu|inconnue)", source=_ORANGE,
    ),
    phrase_row(
        "full-fr", _R.MAILBOX_FULL, 0.92, "552 5.1.1 boîte du destinataire pleine",
        "(boite|boite aux lettres|messagerie|quota) .. (pleine|plein|saturee|depasse)", beats=(_R.RECIPIENT_UNKNOWN,), source=_ORANGE,
    ),
    phrase_row(
        "blocked-fr", _R.BLOCKLISTED, 0.88, "550 5.5.0 les emails envoyés ont été bloqués par nos services",
        "(adresse ip|ip|serveur|emails envoyes|mails envoyes) .. (bloquee|bloque|bloques|refusee|blacklistee)", "liste noire",
        "bloquee pour incident", beats=(_R.MAILBOX_DISABLED,), source=_ORANGE,
    ),
    phrase_row(
        "disabled-fr", _R.MAILBOX_DISABLED, 0.9, "550 5.5.0 le compte du destinataire est bloqué",
        "(compte|boite|adresse) .. (desactive|desactivee|bloque|ferme|fermee|suspendu|resilie|archive)", beats=(_R.PROTOCOL_ERROR,),
        source=_ORANGE,
    ),
    phrase_row(
        "unknown-de", _R.RECIPIENT_UNKNOWN, 0.9, "550 Empfänger unbekannt",
        "(empfanger|empfaenger|benutzer|adresse|postfach|konto|teilnehmer|mailbox|empfangeradresse|empfaengeradresse) .. (unbekannt|"
        "existiert nicht|nicht gefunden|ungultig|ungueltig|nicht vorhanden|nicht bekannt|nicht erreichbar|existiert)",
        "(unbekannter|unbekannte|unbekanntes|ungultige|ungueltige|ungultiger) (empfanger|empfaenger|benutzer|adresse|postfach|"
        "empfangeradresse)", "kein (benutzer|empfanger|empfaenger|postfach)", source=_TONLINE,
    ),
    phrase_row(
        "full-de", _R.MAILBOX_FULL, 0.92, "552 Postfach ist voll", "zuviele mails", "zu viele mails",
        "(postfach|mailbox|speicherplatz|konto|kontingent|quota) .. (voll|uberschritten|ueberschritten|erschopft|erschoepft|uberfullt)",
        source=_TONLINE,
    ),
    phrase_row(
        "blocked-de", _R.BLOCKLISTED, 0.85, "554 Ihre IP-Adresse ist gesperrt",
        "(ip adresse|ip|absender|server) .. (gesperrt|geblockt|blockiert|abgelehnt)", "(sperrliste|schwarze liste|schwarzen liste)",
        source=_TONLINE,
    ),
    phrase_row(
        "disabled-de", _R.MAILBOX_DISABLED, 0.88, "550 Postfach deaktiviert",
        "(postfach|konto|benutzer|account|mailbox) .. (gesperrt|deaktiviert|inaktiv|geschlossen|stillgelegt)", source=_TONLINE,
    ),
    phrase_row(
        "unknown-es", _R.RECIPIENT_UNKNOWN, 0.9, "550 usuario desconocido",
        "(usuario|destinatario|direccion|buzon|cuenta|casilla|correo) .. (desconocido|desconocida|inexistente|invalido|invalida|no existe|"
        "no valido|no valida|no encontrado|no encontrada|incorrecta)", "no existe .. (usuario|buzon|cuenta|destinatario|direccion)",
        "(usuario|destinatario) desconocido", source=_COMMON,
    ),
    phrase_row(
        "full-es", _R.MAILBOX_FULL, 0.92, "552 buzón lleno", "(buzon|cuota|casilla|bandeja) .. (lleno|llena|excedida|superada|excedido)",
        "(sin|excede) .. (espacio|cuota)", source=_COMMON,
    ),
    phrase_row(
        "unknown-pt", _R.RECIPIENT_UNKNOWN, 0.9, "550 usuário desconhecido",
        "(usuario|destinatario|endereco|conta|caixa postal) .. (desconhecido|desconhecida|inexistente|invalido|invalida|nao existe|"
        "nao encontrado|nao encontrada|nao cadastrado)", "(nao existe) .. (usuario|destinatario|conta|caixa)", source=_COMMON,
    ),
    phrase_row(
        "full-pt", _R.MAILBOX_FULL, 0.92, "552 caixa postal cheia",
        "(caixa|caixa postal|quota|cota) .. (cheia|lotada|excedida|excedeu|esgotada)", source=_COMMON,
    ),
    phrase_row(
        "unknown-it", _R.RECIPIENT_UNKNOWN, 0.9, "550 utente sconosciuto",
        "(utente|destinatario|indirizzo|casella|account|mittente) .. (sconosciuto|sconosciuta|inesistente|non valido|non esiste|"
        "non trovato|non trovata|errato)", source=_COMMON,
    ),
    phrase_row(
        "full-it", _R.MAILBOX_FULL, 0.92, "552 casella piena", "(casella|quota|spazio) .. (piena|superata|esaurito|esaurita|pieno)", source=_COMMON,
    ),
    phrase_row(
        "unknown-ja", _R.RECIPIENT_UNKNOWN, 0.9, "550 宛先が見つかりません", "(宛先|ユーザ|ユーザー|アドレス|受信者|メールアドレス) ... (見つかりません|存在しません|不明|ありません)", source=_COMMON,
    ),
    phrase_row(
        "full-ja", _R.MAILBOX_FULL, 0.92, "552 メールボックスがいっぱいです", "(メールボックス|容量|受信箱) ... (いっぱい|一杯|超過|超え|不足)", source=_COMMON,
    ),
)
# fmt: on
