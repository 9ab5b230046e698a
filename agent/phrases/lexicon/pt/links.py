"""Portuguese words between the names of times, which say how they belong together: at, until, except, next."""

from agent.phrases.lexicon.words import Table

LINKS: Table = {
    "clocked": {True: "as"},
    "at": {True: "as, a, ao, aos, pelas, as exatas, a partir"},
    "on": {True: "no, na, nos, nas, em, aos, as, ao, num, numa, o, os"},
    "of": {True: "de, do, da, dos, das"},
    "the": {True: "o, a, os, as"},
    "a": {1: "um, uma"},
    "per": {True: "por, ao, a, na"},
    "once": {
        True: """
            uma vez, uma unica vez, so uma vez, somente uma vez, apenas uma vez, uma vez so, uma vez apenas, uma so vez,
            uma vez somente, 1 x
        """
    },
    "timeofnow": {
        "this": """
            a esta hora, esta hora, nesta hora, nessa hora, a essa hora, neste horario, nesse horario, neste mesmo
            horario, nesse mesmo horario, nesta mesma hora, a esta mesma hora, essa hora, este horario
        """,
        "same": "a mesma hora, mesma hora, na mesma hora, no mesmo horario, mesmo horario, o mesmo horario",
    },
    "twice": {True: "duas vezes, 2 x"},
    "and": {True: "e, e tambem, e depois, mais, e de novo, alem de"},
    "in": {True: "em, no, na, nos, nas, daqui a, dentro de, daqui, daqui ha, daqui por, daki, daki a"},
    "from": {True: "de, da, das, do, dos, desde, desde as, entre as"},
    "to": {True: "a, as, ao, ate, ate as, ate a, ate o, ate ao"},
    "through": {True: "ate, ate as, ate a, ate o"},
    "until": {True: "ate, ate o, ate a, ate as, ate ao, terminando, terminando em, acabando em, ate dia, ate o dia"},
    "untilday": {True: "ate dia, ate o dia, ate ao dia"},
    "before": {True: "antes de, antes do, antes da, antes das, anterior a, anterior ao, anterior as"},
    "past": {True: "depois das, apos as, depois da, apos a, apos"},
    "after": {
        True: """
            depois das, apos as, depois da, apos a, apos, depois de, depois do, depois da, apos o, seguinte a,
            seguinte ao
        """
    },
    "minutesto": {True: "pras, para as, para a, pra, para o, pro"},
    "for": {True: "por, durante, ao longo de, ao longo das, ao longo dos"},
    "overthe": {True: "pelas, pelos, pela, pelo, nas, nos"},
    "threequarters": {True: "tres quartos de hora"},
    "during": {True: "durante o mes de, durante os meses de, durante, durante o, durante a, durante os, durante as"},
    "between": {True: "entre, entre as, entre os, entre o, entre a"},
    "except": {
        True: """
            exceto, pulando, pula, pula a, pula o, pulando a, pulando o, pulando as, pulando os, a excecao de, a
            excecao do, a excecao da, a excecao dos, a excecao das, so que nao, so que nao na, so que nao no, exceto
            aos, exceto as, exceto em, exceto no, exceto na, exceto nos, exceto nas, exceto o, exceto a, exceto os,
            menos, menos aos, menos as, menos em, menos no, menos na, menos nos, menos nas, menos o, menos a, menos os,
            fora, fora os, fora aos, fora as, salvo, salvo aos, salvo em, tirando, tirando o, tirando a, tirando os,
            tirando as, com excecao de, com excecao do, com excecao da, com excecao dos, com excecao das, mas nao, mas
            nao aos, mas nao as, mas nao em, mas nao no, mas nao na, mas nao nos, mas nao nas, sem ser, a nao ser,
            excluindo, sem contar, excepto, excepto aos, excepto as, excepto em, menos de
        """
    },
    "but": {True: "mas"},
    "whenits": {True: "quando e, quando deve ser, que e"},
    "no": {True: "sem"},
    "or": {True: "ou"},
    "gone": {True: "passado, passada"},
    "included": {True: "incluso, inclusos, inclusas, incluido, incluidos, incluidas, inclusive, tambem"},
    "also": {True: "tambem, inclusive, incluindo, ate mesmo"},
    "next": {True: "proximo, proxima, proximos, proximas"},
    "quevem": {True: "que vem, seguinte, que vem ai, proxima, proximo"},
    "this": {True: "este, esta, neste, nesta, nessa, nesse, deste, desta, essa, esse"},
    "times": {"x": "x", True: "vez, vezes, ocorrencias, execucoes, repeticoes"},
    "more": {True: "seguidas, consecutivas, no total, ao todo"},
    "interval": {True: "intervalo, intervalos"},
    "starting": {
        True: """
            a partir de, a partir do, a partir da, a partir das, a partir dos, comecando, comecando em, comecando
            no, comecando na, comecando as, comecando de, comecando a partir de, iniciando, iniciando em, iniciando
            no, iniciando na, desde, com inicio em, com inicio no, com inicio na, comeca em, comeca na, comeca no,
            inicio em, comecando dia, a partir do dia, a partir de dia
        """
    },
    "onwards": {True: "em diante, adiante"},
    "half": {True: "meia, meio, ½"},
    "quarter": {True: "um quarto, ¼"},
    "less": {True: "menos"},
    "oclock": {True: "em ponto"},
    "hourshort": {True: "h, hs"},
    "ampm": {"a": "am", "p": "pm"},
    "about": {
        True: """
            por volta das, por volta de, por volta da, por volta do, la pelas, cerca das, cerca de, em torno das, em
            torno de, mais ou menos as, mais ou menos, aproximadamente, umas, aproximadamente as, perto das
        """
    },
    "ish": {True: "e pouco, mais ou menos, aproximadamente"},
    "fromnow": {True: "a partir de agora, contando de agora"},
    "now": {True: "agora, ja, agora mesmo, imediatamente"},
    "end": {True: "fim, final"},
    "begin": {True: "inicio, comeco"},
    "fromend": {True: "a contar do fim, contando do fim, antes do fim"},
    "rest": {True: "resto, restante"},
    "onthehour": {(0,): "em ponto, na hora cheia, na hora certa, nas horas cheias"},
    "halfhour": {True: "meia hora, meia-hora, meia horas"},
    "quarterhour": {True: "um quarto de hora, quarto de hora"},
    "time": {True: "horario, hora, fuso, fuso horario"},
    "businesshours": {True: "horario comercial, horario de expediente, horario de trabalho, expediente"},
    "yes": {True: "sim"},
    "feira": {True: "feira, feiras, - feira, - feiras"},
    "local": {True: "local"},
    "util": {True: "util, uteis"},
    "not": {True: "nao"},
    "minuteof": {True: "minuto, minutos"},
    "single": {True: "fim de semana, final de semana, fim-de-semana"},
    "share": {True: "quase, alguns, algumas, certos, certas, muitos, muitas, a maioria dos, a maioria das"},
    "soft": {True: "sem, fora, menos, salvo"},
}
